/** Retries of a failed item: exponential backoff with a last try. */
import { SECOND_MS, HOUR_MS } from "../time/units";

const FIRST_DELAY_MS = 10 * SECOND_MS;
const MAX_DELAY_MS = 6 * HOUR_MS;
/** Each delay is this many times the one before. */
const GROWTH = 4;
/**
 * Tries in all: 10 s, 40 s, 160 s … 6 h, over about a day. What still fails
 * then needs a person.
 */
const MAX_ATTEMPTS = 10;

/**
 * Milliseconds to wait after `attempts` tries (1 or more), or null when there
 * is no further one.
 */
export function retryDelayMs(attempts: number): number | null {
  if (attempts >= MAX_ATTEMPTS) {
    return null;
  }
  return Math.min(FIRST_DELAY_MS * GROWTH ** (attempts - 1), MAX_DELAY_MS);
}
