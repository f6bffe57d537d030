import { describe, expect, it } from "vitest";
import { growthOf, MAX_GROWTH, repeat } from "./growth";
import { patternsIn, readPatterns, toPattern, unitsFor } from "./patterns";
import { SCANNERS } from "./scanners";

const sources = readPatterns();

describe("every regular expression literal of src/lib (ReDoS)", () => {
  it("is found in the source", () => {
    expect(
      patternsIn(
        "const a = /x+/u.test(y), b = new RegExp('z'), c = RegExp(d);",
      ),
    ).toEqual({ literals: ["/x+/u"], made: 2 });
    expect(sources.flatMap(({ literals }) => literals).length).toBeGreaterThan(
      80,
    );
  });

  it.each(
    sources.flatMap(({ file, literals }) =>
      [...new Set(literals)].map((literal) => [file, literal] as const),
    ),
  )("%s: %s is linear", (_file, literal) => {
    expect(steepUnits(literal)).toEqual([]);
  });
});

describe("every pattern that is put together", () => {
  it.each(sources.filter(({ made }) => made > 0).map(({ file }) => file))(
    "in %s is run by a scanner that is measured",
    (file) => {
      expect(SCANNERS.map((scanner) => scanner.file)).toContain(file);
    },
  );
});

describe("the measurement", () => {
  it.each([
    // Once in src/lib.
    "/[\\p{L}\\p{N}._%+-]+ ?(?:@|\\(at\\)) ?[\\p{L}\\p{N}-]+/giu",
    "/“(.*)”/u",
    "/ +$/",
  ])("notices that %s is not linear", (literal) => {
    expect(steepUnits(literal)).not.toEqual([]);
  });
});

/** The units of which twice as many are more than about twice the work. */
function steepUnits(literal: string): string[] {
  const pattern = toPattern(literal);
  return unitsFor(literal).filter((unit) => {
    const growth = growthOf(
      (text) => text.replace(pattern, ""),
      repeat(unit, { end: "\u{10ffff}" }),
    );
    return growth > MAX_GROWTH;
  });
}
