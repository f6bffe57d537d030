import { expect, it } from "vitest";
import { partsOf } from "../../../web/src/screens/data/parts";

it("cuts a file into parts that meet, the last one shorter", () => {
  expect(partsOf(25, 10)).toEqual([
    { index: 0, start: 0, end: 10 },
    { index: 1, start: 10, end: 20 },
    { index: 2, start: 20, end: 25 },
  ]);
});

it("has no part for an empty file, and one for a file of just one part", () => {
  expect(partsOf(0, 10)).toEqual([]);
  expect(partsOf(10, 10)).toHaveLength(1);
});
