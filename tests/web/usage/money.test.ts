import { describe, expect, it } from "vitest";
import {
  daysOf,
  readLimit,
  writeLimit,
} from "../../../web/src/screens/usage/money";

describe("a limit as somebody types it", () => {
  it("is read with a point and with a comma", () => {
    expect(readLimit(" 2,50 ")).toBe(2_500_000_000);
    expect(readLimit("2.5")).toBe(2_500_000_000);
    expect(readLimit("0")).toBe(0);
  });

  it("is the plan's own when the field is empty", () => {
    expect(readLimit("  ")).toBeNull();
  });

  it.each(["-1", "1e3", "dua", "1.000,50", "9999999"])(
    "is no amount: %s",
    (text) => {
      expect(readLimit(text)).toBeUndefined();
    },
  );

  it("is written as it is read", () => {
    expect(readLimit(writeLimit(1_250_000_000))).toBe(1_250_000_000);
  });
});

it("counts the days of a leap February", () => {
  const days = daysOf("2028-02");
  expect(days).toHaveLength(29);
  expect(days.at(-1)).toBe("2028-02-29");
});
