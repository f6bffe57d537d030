/** Waits between attempts: full jitter below growing ceilings, then the end. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  failureOf,
  isFinal,
  SEND_FAILURES,
} from "../../../src/lib/notifications/outcome";
import { MAX_SENDS, resendDelayMs } from "../../../src/lib/notifications/retry";
import { HOUR_MS, SECOND_MS } from "../../../src/lib/time/units";

describe("resendDelayMs", () => {
  it("grows to 18 hours and ends after the last attempt", () => {
    const longest = Array.from({ length: MAX_SENDS }, (_, index) =>
      resendDelayMs(index + 1, 0.999_999_999),
    );
    expect(longest[0]).toBe(10 * SECOND_MS - 1);
    expect(longest.at(-2)).toBe(18 * HOUR_MS - 1);
    expect(longest.at(-1)).toBeNull();
  });

  it("lies anywhere between a second and the ceiling, after what is asked", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: MAX_SENDS - 1 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 0, max: HOUR_MS }),
        (attempts, random, asked) => {
          const delay = resendDelayMs(attempts, random, asked) ?? -1;
          const ceiling = resendDelayMs(attempts, 0.999_999_999) ?? -1;
          expect(delay).toBeGreaterThanOrEqual(Math.max(asked, SECOND_MS));
          expect(delay).toBeLessThanOrEqual(asked + ceiling + 1);
        },
      ),
    );
  });
});

describe("failureOf", () => {
  it.each([
    [200, null],
    [204, null],
    [301, "redirected"],
    [307, "redirected"],
    [400, "refused"],
    [404, "refused"],
    [410, "gone"],
    [429, "busy"],
    [500, "answered_error"],
    [503, "busy"],
  ])("%i is %s", (status, failure) => {
    expect(failureOf(status)).toBe(failure);
  });

  it("lets only what cannot change by itself be final", () => {
    expect(SEND_FAILURES.filter(isFinal)).toEqual(["gone", "channel_off"]);
  });
});
