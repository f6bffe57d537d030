/** Why a call failed, and what follows from it: try again, be billed, or stop. */
import { v } from "convex/values";
import { parseRetryAfter } from "./retryAfter";

export const FAILURE_CODES = [
  /** No whole answer within our own limit. */
  "timeout",
  /** No answer at all, or the connection broke. */
  "connection",
  "rate_limited",
  /** The account is out of money: only a person can help. */
  "quota_exhausted",
  /** 5xx, 408 and 409. */
  "server_error",
  /** The key is wrong or may not do this. */
  "unauthorized",
  /** No such model or address. */
  "not_found",
  /** A request field this model does not take: leave it out and ask again. */
  "refused_parameter",
  /** Any other refusal of the request as such. */
  "invalid_request",
  /** Success by its status, but no chat completion. */
  "malformed_answer",
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];
export const vFailureCode = v.union(
  ...FAILURE_CODES.map((code) => v.literal(code)),
);

const RETRYABLE: ReadonlySet<FailureCode> = new Set([
  "timeout",
  "connection",
  "rate_limited",
  "server_error",
  "malformed_answer",
]);

/** True when the same request may succeed later. */
export function isRetryable(code: FailureCode): boolean {
  return RETRYABLE.has(code);
}

const MAYBE_BILLED: ReadonlySet<FailureCode> = new Set([
  "timeout",
  "connection",
  "malformed_answer",
]);

/**
 * True when the provider may have done the work without our seeing it. Such a
 * call is charged as reserved, so that no cost unseen passes the budget.
 */
export function mayBeBilled(code: FailureCode): boolean {
  return MAYBE_BILLED.has(code);
}

const FOR_PEOPLE: ReadonlySet<FailureCode> = new Set([
  "quota_exhausted",
  "unauthorized",
  "not_found",
  "invalid_request",
]);

/** True when an operator has to change something. */
export function needsOperator(code: FailureCode): boolean {
  return FOR_PEOPLE.has(code);
}

/** An answer that says no, in plain data. */
export interface Refusal {
  status: number;
  code: string | null;
  message: string;
  header(name: string): string | null;
}

export interface Classified {
  code: FailureCode;
  /** How long the provider asks to wait, ms. */
  retryAfterMs?: number;
}

/** OpenAI's words for an account without money (`error.code` or `error.type`). */
const QUOTA_CODES: ReadonlySet<string> = new Set([
  "insufficient_quota",
  "billing_hard_limit_reached",
  "billing_not_active",
]);
/** xAI's sentence for the same (docs.x.ai/developers/debugging). */
const QUOTA_WORDS = /\b(used all available credits|monthly spending limit)\b/i;

/**
 * Sorts a refusal by its status first: texts differ and may be lost on the way.
 *
 * @param now ms UTC, for a Retry-After that is a date.
 */
export function classifyRefusal(refusal: Refusal, now: number): Classified {
  const code = codeOf(refusal);
  if (!isRetryable(code)) {
    return { code };
  }
  const retryAfterMs = parseRetryAfter(
    {
      retryAfter: refusal.header("retry-after"),
      retryAfterMs: refusal.header("retry-after-ms"),
    },
    now,
  );
  return retryAfterMs === null ? { code } : { code, retryAfterMs };
}

function codeOf({ status, code, message }: Refusal): FailureCode {
  if (
    status === 402 ||
    QUOTA_CODES.has(code ?? "") ||
    (status < 500 && QUOTA_WORDS.test(message))
  ) {
    return "quota_exhausted";
  }
  switch (status) {
    case 401:
    case 403:
      return "unauthorized";
    case 404:
      return "not_found";
    case 408:
    case 409:
      return "server_error";
    case 429:
      return "rate_limited";
    default:
      return status >= 500 ? "server_error" : "invalid_request";
  }
}
