import { describe, expect, it } from "vitest";
import { weekOf } from "../../../src/lib/time/week";

describe("the week of an instant", () => {
  it.each([
    // Sunday evening in London is Monday morning in Jakarta.
    ["2026-11-22T18:00:00Z", "Asia/Jakarta", "2026-11-23"],
    ["2026-11-22T18:00:00Z", "Europe/London", "2026-11-16"],
    ["2026-11-23T00:00:00Z", "Europe/London", "2026-11-23"],
    ["2027-01-01T12:00:00Z", "Europe/London", "2026-12-28"],
  ])("%s in %s begins on %s", (at, zone, monday) => {
    expect(weekOf(Date.parse(at), zone)).toBe(monday);
  });
});
