/** Digests of labelled days, against the bars that people were promised. */
import { describe, expect, it } from "vitest";
import {
  formatScores,
  scoreDays,
  type DayScore,
} from "../../../scripts/eval/digest";

const scores = await scoreDays();
const sum = (of: readonly DayScore[], what: (one: DayScore) => number) =>
  of.reduce((total, one) => total + what(one), 0);

describe.each([
  ["seen", 1, 0],
  // At first sight 68 of 73, and 11 of 21 emergencies; see docs/digests.md.
  ["unseen", 0.9, 3],
] as const)("days that the rules have %s", (use, minShare, maxFalse) => {
  const own = scores.filter(({ isUnseen }) => isUnseen === (use === "unseen"));

  it("show by name who waits, and few others", () => {
    expect(own.length).toBeGreaterThanOrEqual(2);
    const share =
      sum(own, ({ named }) => named) / sum(own, ({ waiting }) => waiting);
    expect(share).toBeGreaterThanOrEqual(minShare);
    for (const { falseLines } of own) {
      expect(falseLines.length).toBeLessThanOrEqual(maxFalse);
    }
  });

  it("call emergencies urgent, and nothing else", () => {
    const share =
      sum(own, ({ labelled }) => labelled) /
      sum(own, ({ emergencies }) => emergencies);
    expect(share).toBeGreaterThanOrEqual(minShare - 0.05);
    expect(own.flatMap(({ wronglyUrgent }) => wronglyUrgent)).toEqual([]);
  });
});

it("formatScores has a row for each day and what went wrong by name", () => {
  const table = formatScores(scores).split("\n");
  expect(table.filter((line) => line.startsWith("| "))).toHaveLength(9);
  expect(formatScores(scores)).toContain("false line: ");
});
