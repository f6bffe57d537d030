/** The later of two times (ms UTC) of which either may be unknown. */
export function maxTime(
  a: number | undefined,
  b: number | undefined,
): number | undefined {
  if (a === undefined || b === undefined) {
    return a ?? b;
  }
  return Math.max(a, b);
}

/** The earlier of two times (ms UTC) of which either may be unknown. */
export function minTime(
  a: number | undefined,
  b: number | undefined,
): number | undefined {
  if (a === undefined || b === undefined) {
    return a ?? b;
  }
  return Math.min(a, b);
}
