/** How much a key may ask: what Kapso's plans and headers say of it. */
import { parseRetryAfter } from "../../ai/retryAfter";
import { MINUTE_MS } from "../../time/units";
import { DEFAULT_RETRY_AFTER_MS } from "./failure";

/** Requests a minute of the smallest plan (contract, section 14). */
export const DEFAULT_LIMIT = 100;
/** No plan has more; a header that says so is not believed. */
const MAX_LIMIT = 10_000;

export interface RateNews {
  /** Requests a minute, where the headers say. */
  limit?: number;
  /** How long nothing may be asked. */
  blockedMs?: number;
}

/** What an answer's headers say of the key's budget. */
export function readRateHeaders(
  status: number,
  header: (name: string) => string | null,
  now: number,
): RateNews {
  const limit = wholeNumber(header("X-RateLimit-Limit"));
  const remaining = wholeNumber(header("X-RateLimit-Remaining"));
  const isUsedUp = status === 429 || remaining === 0;
  return {
    ...(limit !== null && limit > 0 && limit <= MAX_LIMIT ? { limit } : {}),
    ...(isUsedUp
      ? {
          blockedMs:
            parseRetryAfter(
              { retryAfter: header("Retry-After"), retryAfterMs: null },
              now,
            ) ?? DEFAULT_RETRY_AFTER_MS,
        }
      : {}),
  };
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null;
}

/**
 * The token bucket of a limit: whatever minute one looks at, at most the bucket
 * and what flows into it are asked, so the two together are the limit.
 */
export function bucketOf(limit: number) {
  const capacity = Math.max(1, Math.floor(limit / 5));
  return {
    kind: "token bucket" as const,
    rate: Math.max(1, limit - capacity),
    period: MINUTE_MS,
    capacity,
  };
}
