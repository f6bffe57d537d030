/** Reads how long a server asks to wait (RFC 9110, 10.2.3). */
import { SECOND_MS, HOUR_MS } from "../time/units";

/** A date in the past or "0" must not become a tight loop. */
export const MIN_WAIT_MS = SECOND_MS;
/** Longer is a mistake, or no use to a daily digest. */
export const MAX_WAIT_MS = 6 * HOUR_MS;

/** IMF-fixdate, the form every sender must use. */
const HTTP_DATE =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Milliseconds to wait, within [1 s, 6 h]; null when neither header says it.
 *
 * @param headers `Retry-After` (seconds or a date) and OpenAI's `retry-after-ms`,
 *   which is the finer one and wins.
 */
export function parseRetryAfter(
  headers: { retryAfter: string | null; retryAfterMs: string | null },
  now: number,
): number | null {
  const wait =
    parseNumber(headers.retryAfterMs) ??
    scale(parseNumber(headers.retryAfter)) ??
    parseDate(headers.retryAfter, now);
  return wait === null
    ? null
    : Math.min(Math.max(Math.ceil(wait), MIN_WAIT_MS), MAX_WAIT_MS);
}

function scale(seconds: number | null): number | null {
  return seconds === null ? null : seconds * SECOND_MS;
}

function parseNumber(text: string | null): number | null {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text)
    ? Number(text)
    : null;
}

function parseDate(text: string | null, now: number): number | null {
  if (text === null || !HTTP_DATE.test(text.trim())) {
    return null;
  }
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at - now;
}
