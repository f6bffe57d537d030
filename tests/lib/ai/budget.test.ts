import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DEFAULT_LIMITS,
  reachedThresholds,
  reserve,
  settle,
  type Balance,
} from "../../../src/lib/ai/budget";

const EMPTY: Balance = { spent: 0, reserved: 0 };

describe("reserve", () => {
  it("fills the limit to the last nano-USD and not beyond", () => {
    expect(reserve({ spent: 40, reserved: 30 }, 100, 30)).toEqual({
      spent: 40,
      reserved: 60,
    });
    expect(reserve({ spent: 40, reserved: 30 }, 100, 31)).toBeNull();
    expect(reserve({ spent: 0, reserved: 0 }, 0, 1)).toBeNull();
  });

  it("refuses when a limit was lowered below what is spent", () => {
    expect(reserve({ spent: 200, reserved: 0 }, 100, 0)).toBeNull();
  });
});

describe("settle", () => {
  it("turns what was set aside into what it cost", () => {
    expect(settle({ spent: 40, reserved: 30 }, 30, 12)).toEqual({
      spent: 52,
      reserved: 0,
    });
  });
});

/** A run's life as the order of events sees it; cost is a share of `amount`. */
const runArbitrary = fc.record({
  amount: fc.integer({ min: 1, max: 1_000_000 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  end: fc.constantFrom("settled" as const, "lost" as const, "open" as const),
});

describe("any interleaving of 50 runs", () => {
  it("never spends more than the limit, and loses no nano-USD", () => {
    const runs = fc.array(runArbitrary, { minLength: 50, maxLength: 50 });
    fc.assert(
      fc.property(
        runs,
        fc.nat(20_000_000),
        fc.infiniteStream(fc.nat(1_000_000)),
        (all, limit, chance) => {
          let balance = EMPTY;
          const waiting = [...all];
          const open: (typeof all)[number][] = [];
          let costs = 0;
          while (waiting.length > 0 || open.length > 0) {
            const pick = chance.next().value;
            const isStart = waiting.length > 0 && pick % 2 === 0;
            const [run] = isStart
              ? waiting.splice(pick % waiting.length, 1)
              : open.splice(pick % (open.length || 1), 1);
            if (run === undefined) {
              continue;
            }
            if (isStart) {
              const reserved = reserve(balance, limit, run.amount);
              balance = reserved ?? balance;
              if (reserved !== null) {
                open.push(run);
              }
            } else if (run.end !== "open") {
              const cost =
                run.end === "lost"
                  ? run.amount
                  : Math.floor(run.amount * run.share);
              costs += cost;
              balance = settle(balance, run.amount, cost);
            }
            expect(balance.spent + balance.reserved).toBeLessThanOrEqual(limit);
            expect(balance.reserved).toBeGreaterThanOrEqual(0);
          }
          expect(balance.spent).toBe(costs);
        },
      ),
      // Shrinking fifty runs would take minutes and say little.
      { endOnFailure: true },
    );
  });
});

describe("reachedThresholds", () => {
  it.each([
    [49, 0, []],
    [50, 0, [50]],
    [79, 50, []],
    [85, 0, [50, 80]],
    [85, 50, [80]],
    [100, 80, [100]],
    [140, 100, []],
  ])("at %i of 100, told of %i: %j", (spent, alerted, expected) => {
    expect(reachedThresholds(spent, 100, alerted)).toEqual(expected);
  });

  it("is silent where nothing may be spent", () => {
    expect(reachedThresholds(0, 0, 0)).toEqual([]);
  });
});

it("has defaults in whole nano-USD", () => {
  for (const limit of Object.values(DEFAULT_LIMITS)) {
    expect(Number.isSafeInteger(limit)).toBe(true);
  }
  expect(DEFAULT_LIMITS.free).toBe(100_000_000);
});
