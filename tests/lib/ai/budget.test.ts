import { describe, expect, it } from "vitest";
import {
  DEFAULT_LIMITS,
  reachedThresholds,
  reserve,
} from "../../../src/lib/ai/budget";

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
