/** When ingestion is stalled, and how large the next slice of a delivery is. */
import { describe, expect, it } from "vitest";
import {
  isStalled,
  MAX_FAILED_STARTS,
  sliceSize,
  STALLED_AFTER_MS,
  type Backlog,
} from "../../../src/lib/webhooks/progress";

describe("sliceSize", () => {
  it("shrinks with every failed start, to a single item at the last", () => {
    const starts = Array.from({ length: MAX_FAILED_STARTS }, (_, i) => i);
    expect(starts.map((failed) => sliceSize(200, failed))).toEqual([
      200, 50, 12, 3, 1,
    ]);
    expect(sliceSize(2, 1)).toBe(1);
    expect(sliceSize(1_000_000, MAX_FAILED_STARTS - 1)).toBe(1);
  });
});

describe("isStalled", () => {
  const NOW = 1_800_000_000_000;
  const LONG_AGO = NOW - STALLED_AFTER_MS - 1;
  const backlog: Backlog = {
    oldestProgressAt: LONG_AGO,
    isOldestScheduled: true,
    lastProgressAt: LONG_AGO,
  };
  const judge = (more: Partial<Backlog>) =>
    isStalled({ ...backlog, ...more }, NOW);

  it.each<[string, Partial<Backlog>, boolean]>([
    ["nothing moves", {}, true],
    ["nothing ever moved", { lastProgressAt: null }, true],
    ["others move", { lastProgressAt: NOW - STALLED_AFTER_MS }, false],
    [
      "others move and one lost its job",
      { lastProgressAt: NOW, isOldestScheduled: false },
      true,
    ],
    ["it moves", { oldestProgressAt: NOW - STALLED_AFTER_MS }, false],
    ["nothing waits", { oldestProgressAt: null }, false],
  ])("when %s", (_case, more, expected) => {
    expect(judge(more)).toBe(expected);
  });
});
