/** A copy without the keys whose value is undefined. */
export function withoutAbsent<T extends object>(value: T): T {
  const copy = { ...value };
  for (const key in copy) {
    if (copy[key] === undefined) {
      delete copy[key];
    }
  }
  return copy;
}
