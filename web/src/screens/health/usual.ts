/** What is usual of a figure that is counted by the hour. Pure. */

/** Fewer hours say nothing of what is usual. */
const MIN_HOURS = 24;
/** One hour in ten may be lower, and one higher. */
const EDGE = 0.1;

/**
 * Between which values eight of ten hours lie; null where too few are known.
 *
 * @param values the last one is of the hour under way, which does not count
 */
export function usualRange(
  values: readonly (number | null)[],
): { low: number; high: number } | null {
  const known = values.slice(0, -1).filter((value) => value !== null);
  if (known.length < MIN_HOURS) {
    return null;
  }
  const sorted = known.sort((a, b) => a - b);
  const edge = Math.floor(sorted.length * EDGE);
  const [low, high] = [sorted.at(edge), sorted.at(-1 - edge)];
  return low === undefined || high === undefined ? null : { low, high };
}
