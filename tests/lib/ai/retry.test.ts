import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FAILURE_CODES } from "../../../src/lib/ai/failure";
import {
  MAX_ATTEMPTS,
  nextAttemptAt,
  RETRY_WINDOW_MS,
  type FailedAttempt,
} from "../../../src/lib/ai/retry";
import { parseRetryAfter } from "../../../src/lib/ai/retryAfter";
import { SECOND_MS, MINUTE_MS, HOUR_MS } from "../../../src/lib/time/units";

const NOW = Date.parse("2026-11-21T09:00:00Z");

const failed = (over: Partial<FailedAttempt> = {}): FailedAttempt => ({
  code: "server_error",
  attempt: 1,
  firstAttemptAt: NOW,
  now: NOW,
  random: 0.5,
  ...over,
});

describe("nextAttemptAt", () => {
  it("spreads the attempts over a doubling interval", () => {
    const delays = [1, 2, 3].map((attempt) => [
      nextAttemptAt(failed({ attempt, random: 0.5 })),
      nextAttemptAt(failed({ attempt, random: 0.999_999 })),
    ]);
    expect(delays).toEqual([
      [NOW + 15 * SECOND_MS, NOW + 30 * SECOND_MS - 1],
      [NOW + 30 * SECOND_MS, NOW + 60 * SECOND_MS - 1],
      [NOW + 60 * SECOND_MS, NOW + 120 * SECOND_MS - 1],
    ]);
    expect(nextAttemptAt(failed({ random: 0 }))).toBe(NOW + SECOND_MS);
  });

  it("waits at least as long as the provider asks, and not in step", () => {
    const retryAfterMs = 10 * MINUTE_MS;
    const at = (random: number) =>
      nextAttemptAt(failed({ retryAfterMs, random }));
    expect(at(0)).toBe(NOW + retryAfterMs);
    expect(at(0.5)).toBe(NOW + retryAfterMs + 15 * SECOND_MS);
  });

  it("ends after four attempts", () => {
    expect(MAX_ATTEMPTS).toBe(4);
    expect(nextAttemptAt(failed({ attempt: 3 }))).not.toBeNull();
    expect(nextAttemptAt(failed({ attempt: 4 }))).toBeNull();
  });

  it("ends two hours after the first attempt", () => {
    const over = { retryAfterMs: 30 * MINUTE_MS, random: 0 };
    const start = (ago: number) => ({ ...over, firstAttemptAt: NOW - ago });
    expect(nextAttemptAt(failed(start(90 * MINUTE_MS)))).toBe(
      NOW + 30 * MINUTE_MS,
    );
    expect(nextAttemptAt(failed(start(90 * MINUTE_MS + 1)))).toBeNull();
  });

  it.each([
    ["timeout", true],
    ["connection", true],
    ["rate_limited", true],
    ["server_error", true],
    ["malformed_answer", true],
    ["quota_exhausted", false],
    ["unauthorized", false],
    ["not_found", false],
    ["refused_parameter", false],
    ["invalid_request", false],
  ] as const)("after %s: %s", (code, isTriedAgain) => {
    expect(nextAttemptAt(failed({ code })) !== null).toBe(isTriedAgain);
    expect(FAILURE_CODES).toContain(code);
  });

  it("is later than now and within the window, whatever happens", () => {
    fc.assert(
      fc.property(
        fc.record({
          code: fc.constantFrom(...FAILURE_CODES),
          attempt: fc.integer({ min: 1, max: 6 }),
          retryAfterMs: fc.option(fc.nat(6 * HOUR_MS), { nil: undefined }),
          firstAttemptAt: fc.integer({ min: NOW - 3 * HOUR_MS, max: NOW }),
          random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        }),
        (over) => {
          const at = nextAttemptAt(failed(over));
          if (at !== null) {
            expect(at).toBeGreaterThanOrEqual(
              NOW + Math.max(over.retryAfterMs ?? 0, SECOND_MS),
            );
            expect(at).toBeLessThanOrEqual(
              over.firstAttemptAt + RETRY_WINDOW_MS,
            );
          }
        },
      ),
    );
  });
});

describe("parseRetryAfter", () => {
  const parse = (
    retryAfter: string | null,
    retryAfterMs: string | null = null,
  ) => parseRetryAfter({ retryAfter, retryAfterMs }, NOW);

  it.each([
    ["seconds", "20", 20 * SECOND_MS],
    ["fractions of a second", "1.5", 1500],
    ["nothing to wait", "0", SECOND_MS],
    ["a day", "86400", 6 * HOUR_MS],
    ["a date", "Sat, 21 Nov 2026 09:00:30 GMT", 30 * SECOND_MS],
    ["a date in the past", "Sat, 21 Nov 2026 08:00:00 GMT", SECOND_MS],
    ["a date next week", "Sat, 28 Nov 2026 09:00:00 GMT", 6 * HOUR_MS],
  ])("reads %s", (_name, text, expected) => {
    expect(parse(text)).toBe(expected);
  });

  it("prefers the finer header", () => {
    expect(parse("20", "1234")).toBe(1234);
    expect(parse("20", "soon")).toBe(20 * SECOND_MS);
    expect(parse(null, "3")).toBe(SECOND_MS);
  });

  it.each([null, "", "soon", "-5", "1e3", "2026-11-21", "NaN", "Infinity"])(
    "makes nothing of %j",
    (text) => {
      expect(parse(text)).toBeNull();
    },
  );
});
