import { describe, expect, it } from "vitest";
import { growthOf, MAX_GROWTH, repeat } from "./growth";
import { SCANNERS } from "./scanners";

describe("every scanner of foreign text is linear", () => {
  it.each(SCANNERS)("$file: $name", ({ scan, units, start, longest }) => {
    for (const unit of units) {
      const growth = growthOf(scan, repeat(unit, { start }), longest);
      expect([unit, growth <= MAX_GROWTH, growth]).toEqual([
        unit,
        true,
        growth,
      ]);
    }
  });
});
