/** What can come of asking Kapso, as codes. */

export const KAPSO_FAILURE_CODES = [
  /** Neither the workspace nor the environment has a key. */
  "kapso_no_key",
  /** KAPSO_API_URL is no address that a key may be sent to. */
  "kapso_bad_address",
  /** No master key opens the workspace's key. */
  "kapso_key_unreadable",
  "kapso_unauthorized",
  "kapso_not_found",
  /** Another 4xx or a redirect: asking again does not help. */
  "kapso_refused",
  /** A cursor that is no longer taken: begin at the first page. */
  "kapso_cursor_expired",
  "kapso_rate_limited",
  /** 5xx. */
  "kapso_unavailable",
  /** No connection, or one that broke. */
  "kapso_unreachable",
  "kapso_timeout",
  "kapso_too_large",
  /** Not JSON, or without what we cannot do without. */
  "kapso_unreadable",
  /** More pages than anything has. */
  "kapso_too_many_pages",
] as const;
export type KapsoFailureCode = (typeof KAPSO_FAILURE_CODES)[number];

export interface KapsoFailure {
  code: KapsoFailureCode;
  /** With "kapso_rate_limited": when it may work again. */
  retryAfterMs?: number;
}

/** What passes by itself. */
const TRANSIENT: ReadonlySet<KapsoFailureCode> = new Set([
  "kapso_rate_limited",
  "kapso_unavailable",
  "kapso_unreachable",
  "kapso_timeout",
]);

export const isTransient = (code: KapsoFailureCode): boolean =>
  TRANSIENT.has(code);

/**
 * What a status other than 200 means.
 *
 * @param isPaged whether the request named a cursor.
 */
export function classifyStatus(
  status: number,
  isPaged: boolean,
): KapsoFailureCode {
  if (status === 429) {
    return "kapso_rate_limited";
  }
  if (status >= 500) {
    return "kapso_unavailable";
  }
  if (status === 401 || status === 403) {
    return "kapso_unauthorized";
  }
  // All else in a later page's request is as it was in the first one's.
  if (isPaged && (status === 400 || status === 410 || status === 422)) {
    return "kapso_cursor_expired";
  }
  return status === 404 ? "kapso_not_found" : "kapso_refused";
}

/** Requests in all before a failure is handed on. */
const MAX_ATTEMPTS = 4;
const FIRST_BACKOFF_MS = 250;
/** A longer wait is not slept through: it would hold a place among few jobs. */
const MAX_SLEEP_MS = 2_000;

/**
 * Milliseconds until the same request is made again, or null when its failure is
 * handed on. Full jitter: anywhere in [0, 250 ms x 2^n), so that those who
 * failed together do not come back together; what Kapso asks to wait is never
 * cut short.
 *
 * @param attempt this attempt's number, from 1
 * @param random chance, in [0, 1)
 */
export function nextWaitMs(
  { code, retryAfterMs = 0 }: KapsoFailure,
  attempt: number,
  random: number,
): number | null {
  if (!isTransient(code) || attempt >= MAX_ATTEMPTS) {
    return null;
  }
  const jitter = Math.floor(random * FIRST_BACKOFF_MS * 2 ** (attempt - 1));
  const wait = retryAfterMs + jitter;
  return wait > MAX_SLEEP_MS ? null : wait;
}

/** A wait that Kapso asks for but does not name (contract, section 14). */
export const DEFAULT_RETRY_AFTER_MS = 60_000;
