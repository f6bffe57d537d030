/** Marks a switch as complete: adding a case without code fails to compile. */
export function assertExhaustive(value: never): never {
  throw new Error(`unhandled case: ${typeof value} -- invariant`);
}
