/** An hour's sum and the lags that its histogram tells. */
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  addTallies,
  LAG_BUCKETS_MS,
  lagAt,
  tally,
} from "../../../src/lib/webhooks/hourStats";

const deliveryArbitrary = fc.record({
  status: fc.constantFrom("processed", "failed", "partial", "rejected"),
  received_at: fc.constant(1000),
  duplicate_count: fc.nat(3),
  processed_at: fc.option(fc.integer({ min: 1000, max: 500_000 }), {
    nil: undefined,
  }),
});
const many = fc.array(deliveryArbitrary, { maxLength: 30 });

it("is the same counted at once or in two parts", () => {
  fc.assert(
    fc.property(many, many, (a, b) => {
      expect(addTallies(tally(a), tally(b))).toEqual(tally([...a, ...b]));
    }),
  );
});

it("bounds the lag that so many did not exceed", () => {
  fc.assert(
    fc.property(
      many,
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (all, share) => {
        const lags = all
          .filter(({ status }) => status !== "rejected")
          .flatMap(({ processed_at: at }) =>
            at === undefined ? [] : at - 1000,
          )
          .sort((a, b) => a - b);
        const bound = lagAt(tally(all).lags, share);
        if (bound === null) {
          expect(lags).toEqual([]);
          return;
        }
        const exact = lags[Math.ceil(lags.length * share) - 1] ?? 0;
        expect(bound).toBeGreaterThanOrEqual(exact);
        const below = LAG_BUCKETS_MS.filter((end) => end < bound).at(-1) ?? -1;
        expect(exact).toBeGreaterThan(below);
      },
    ),
  );
});

it("is unknown of an hour without any", () => {
  expect(lagAt([], 0.5)).toBeNull();
});
