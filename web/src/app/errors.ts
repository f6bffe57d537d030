/** What a refused or failed call means, in the reader's language. */
import { ConvexError } from "convex/values";
import { isKeyOf } from "../data/guards";
import type { Dictionary } from "../text/id";

interface Refusal {
  code: string;
  retryAfterMs: number | undefined;
}

function readRefusal(error: unknown): Refusal {
  if (error instanceof ConvexError) {
    const data: unknown = error.data;
    if (typeof data === "object" && data !== null && "code" in data) {
      const wait = "retry_after_ms" in data ? data.retry_after_ms : undefined;
      return {
        code: String(data.code),
        retryAfterMs: typeof wait === "number" ? wait : undefined,
      };
    }
  }
  // An id that is none of the table's: an old link, or a mistyped one.
  const isNoId =
    error instanceof Error && error.message.includes("ArgumentValidationError");
  return { code: isNoId ? "not_found" : "unexpected", retryAfterMs: undefined };
}

/** The stable code of an error, "unexpected" for one without. */
export function codeOf(error: unknown): string {
  return readRefusal(error).code;
}

/** A sentence for an error: what it means, or the code to pass on. */
export function sentenceOf(error: unknown, t: Dictionary): string {
  const { code, retryAfterMs } = readRefusal(error);
  switch (code) {
    case "unauthenticated":
    case "forbidden":
    case "not_found":
      return t.errors[code];
    case "rate_limited":
      return t.errors.rate_limited(Math.ceil((retryAfterMs ?? 1000) / 1000));
    default:
      return isKeyOf(t.refusals, code)
        ? t.refusals[code]
        : t.errors.unknown(code);
  }
}
