/** Digests of labelled days, against the bars that people were promised. */
import { describe, expect, it } from "vitest";
import { formatModelScores } from "../../../scripts/eval/model";
import {
  formatScores,
  scoreDays,
  scoreModels,
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

it("keeps a model's good bullets of each day, and refuses the four bad ones", async () => {
  const models = await scoreModels();
  expect(models.map(({ name }) => name)).toHaveLength(5);
  expect(models.every(({ hasHeadline }) => hasHeadline)).toBe(true);
  expect(models.flatMap(({ refused }) => refused)).toEqual([
    expect.stringContaining("As an AI") as string,
    expect.stringContaining("450 dollars") as string,
    expect.stringContaining("Rp 1.250.000") as string,
    expect.stringContaining("personal_data") as string,
  ]);
  for (const { bullets, kept, refused } of models) {
    expect(kept).toBe(bullets - refused.length);
  }
  expect(formatModelScores(models)).toContain("| Clinic | 6 | 5 | 1 | kept |");
});
