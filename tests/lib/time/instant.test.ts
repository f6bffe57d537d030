import { describe, expect, it } from "vitest";
import { parseInstant } from "../../../src/lib/time/instant";

const MOMENT = Date.UTC(2026, 8, 15, 2, 0, 0);

describe("parseInstant", () => {
  it.each([
    [MOMENT, MOMENT],
    ["2026-09-15T02:00:00Z", MOMENT],
    ["2026-09-15T09:00+07:00", MOMENT],
    ["2026-09-15T09:00:00.250+07:00", MOMENT + 250],
  ])("reads %j", (value, expected) => {
    expect(parseInstant(value)).toBe(expected);
  });

  it.each([
    "2026-09-15",
    "2026-09-15T09:00:00",
    "15.09.2026",
    "yesterday",
    "",
    "2026-13-45T99:00:00Z",
    NaN,
    Infinity,
  ])("refuses %j", (value) => {
    expect(parseInstant(value)).toBeNull();
  });
});
