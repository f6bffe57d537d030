/** Marks a switch as complete: adding a case without code fails to compile. */
export function assertExhaustive(_value: never): never {
  throw new Error("unhandled case -- invariant");
}
