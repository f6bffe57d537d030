import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readApiUrl } from "../../../../src/lib/kapso/api/address";
import {
  classifyStatus,
  isTransient,
  KAPSO_FAILURE_CODES,
  nextWaitMs,
} from "../../../../src/lib/kapso/api/failure";
import { bucketOf, readRateHeaders } from "../../../../src/lib/kapso/api/rate";

describe("waiting between two tries", () => {
  it("is anywhere below a bound that doubles, never below what Kapso asks", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(1000),
        (attempt, random, retryAfterMs) => {
          const failure = { code: "kapso_unavailable", retryAfterMs } as const;
          const wait = nextWaitMs(failure, attempt, random);
          const bound = retryAfterMs + 250 * 2 ** (attempt - 1);
          expect(wait).toBeGreaterThanOrEqual(retryAfterMs);
          expect(wait).toBeLessThan(bound);
        },
      ),
    );
  });

  it("ends with the fourth try, with long waits, and where it cannot help", () => {
    expect(nextWaitMs({ code: "kapso_unavailable" }, 4, 0)).toBeNull();
    const limited = { code: "kapso_rate_limited", retryAfterMs: 60_000 };
    expect(nextWaitMs({ ...limited, code: "kapso_rate_limited" }, 1, 0)).toBe(
      null,
    );
    for (const code of KAPSO_FAILURE_CODES) {
      expect(nextWaitMs({ code }, 1, 0)).toBe(isTransient(code) ? 0 : null);
    }
  });
});

it("a refused page is a cursor's fault only where one was named", () => {
  expect(classifyStatus(400, true)).toBe("kapso_cursor_expired");
  expect(classifyStatus(400, false)).toBe("kapso_refused");
  expect(classifyStatus(401, true)).toBe("kapso_unauthorized");
  expect(classifyStatus(302, false)).toBe("kapso_refused");
});

it("no minute has more requests than the limit", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 10_000 }), (limit) => {
      const { rate, capacity } = bucketOf(limit);
      expect(rate + capacity).toBeLessThanOrEqual(limit);
      expect(rate).toBeGreaterThan(0);
    }),
  );
});

it("reads the budget's headers and believes no nonsense", () => {
  const read = (headers: Record<string, string>, status = 200) =>
    readRateHeaders(status, (name) => headers[name] ?? null, 0);
  expect(read({ "X-RateLimit-Limit": "500" })).toEqual({ limit: 500 });
  expect(read({ "X-RateLimit-Limit": "-1" })).toEqual({});
  expect(read({ "X-RateLimit-Limit": "999999999" })).toEqual({});
  expect(read({}, 429)).toEqual({ blockedMs: 60_000 });
  expect(read({ "Retry-After": "7" }, 429)).toEqual({ blockedMs: 7_000 });
  expect(read({ "X-RateLimit-Remaining": "0" })).toEqual({ blockedMs: 60_000 });
});

it.each([
  [undefined, "https://api.kapso.ai/platform/v1"],
  [" https://kapso.example/v1/ ", "https://kapso.example/v1"],
  ["http://127.0.0.1:4010/platform/v1", "http://127.0.0.1:4010/platform/v1"],
  ["http://[::1]:4010", "http://[::1]:4010"],
  ["http://kapso.example", null],
  ["http://127.0.0.1.kapso.example", null],
  ["https://key@kapso.example", null],
  ["https://kapso.example?key=1", null],
  ["kapso", null],
])("reads the address %s as %s", (text, url) => {
  expect(readApiUrl(text)).toBe(url);
});
