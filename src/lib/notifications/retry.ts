/** When a notification that did not get through is sent again. */
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../time/units";

/**
 * The longest wait after each attempt: over a day and a half in all, so that a
 * receiver that is down over night still gets everything.
 */
const CEILINGS_MS = [
  10 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  18 * HOUR_MS,
] as const;
/** Attempts in all. */
export const MAX_SENDS = CEILINGS_MS.length + 1;
const MIN_DELAY_MS = SECOND_MS;

/**
 * Milliseconds to wait after `attempts` (1 or more), or null when there is no
 * further one. Full jitter: anywhere below the ceiling, so that what failed
 * together does not come back together. What the receiver asks to wait comes on
 * top and is never cut short.
 *
 * @param random in [0, 1)
 */
export function resendDelayMs(
  attempts: number,
  random: number,
  retryAfterMs = 0,
): number | null {
  const ceiling = CEILINGS_MS[attempts - 1];
  return ceiling === undefined
    ? null
    : Math.max(retryAfterMs + Math.floor(random * ceiling), MIN_DELAY_MS);
}
