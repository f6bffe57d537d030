import { describe, expect, it } from "vitest";
import { monthOf } from "../../../src/lib/ai/month";

describe("monthOf", () => {
  const at = Date.parse("2026-10-31T18:00:00Z");

  it.each([
    ["UTC", "2026-10"],
    ["Asia/Jakarta", "2026-11"],
    ["America/New_York", "2026-10"],
    ["Pacific/Kiritimati", "2026-11"],
  ])("is the calendar's in %s", (zone, month) => {
    expect(monthOf(at, zone)).toBe(month);
  });

  it("begins at local midnight", () => {
    const midnight = Date.parse("2026-10-31T17:00:00Z");
    expect(monthOf(midnight - 1, "Asia/Jakarta")).toBe("2026-10");
    expect(monthOf(midnight, "Asia/Jakarta")).toBe("2026-11");
  });
});
