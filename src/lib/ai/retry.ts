/** Retries of failed calls: exponential backoff, full jitter, and when to stop. */
import { SECOND_MS, MINUTE_MS } from "../time/units";
import { isRetryable, type FailureCode } from "./failure";

/** Calls in all for one piece of work. */
export const MAX_ATTEMPTS = 4;
/** No retry later than this after the first call: then it is given up. */
export const RETRY_WINDOW_MS = 120 * MINUTE_MS;
const FIRST_BACKOFF_MS = 30 * SECOND_MS;
const MIN_DELAY_MS = SECOND_MS;

export interface FailedAttempt {
  code: FailureCode;
  retryAfterMs?: number;
  /** This attempt's number, from 1. */
  attempt: number;
  /** When the first attempt began, ms UTC. */
  firstAttemptAt: number;
  now: number;
  /** Chance, in [0, 1). */
  random: number;
}

/**
 * The moment (ms UTC) of the next attempt, or null when there is none.
 *
 * Full jitter: anywhere in [0, 30 s x 2^n), so that those who failed together do
 * not come back together. What the provider asks to wait comes on top of that
 * and is never cut short.
 */
export function nextAttemptAt(failed: FailedAttempt): number | null {
  if (!isRetryable(failed.code) || failed.attempt >= MAX_ATTEMPTS) {
    return null;
  }
  const backoffMs = FIRST_BACKOFF_MS * 2 ** (failed.attempt - 1);
  const jitterMs = Math.floor(failed.random * backoffMs);
  const delayMs = Math.max((failed.retryAfterMs ?? 0) + jitterMs, MIN_DELAY_MS);
  const at = failed.now + delayMs;
  return at > failed.firstAttemptAt + RETRY_WINDOW_MS ? null : at;
}
