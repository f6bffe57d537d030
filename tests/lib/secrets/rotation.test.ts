import { describe, expect, it } from "vitest";
import {
  isStillAccepted,
  overlapOf,
  OVERLAP_MS,
} from "../../../src/lib/secrets/rotation";
import { HOUR_MS } from "../../../src/lib/time/units";

describe("overlapOf and isStillAccepted", () => {
  it("is a week, or the hours that are asked for", () => {
    expect(overlapOf(undefined)).toBe(7 * 24 * HOUR_MS);
    expect(OVERLAP_MS).toBe(7 * 24 * HOUR_MS);
    expect(overlapOf(0)).toBe(0);
    expect(overlapOf(720)).toBe(720 * HOUR_MS);
  });

  it.each([-1, 0.5, 721, NaN, Infinity])("is not %s hours", (hours) => {
    expect(overlapOf(hours)).toBeNull();
  });

  it("is over in the very millisecond that it ends", () => {
    expect(isStillAccepted(1000, 999)).toBe(true);
    expect(isStillAccepted(1000, 1000)).toBe(false);
    expect(isStillAccepted(undefined, 1000)).toBe(true);
  });
});
