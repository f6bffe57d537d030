import { expect, it } from "vitest";
import { DAY_MS } from "../../../src/lib/time/units";
import { countOfDue } from "../../../web/src/app/reviewCount";

const NOW = Date.UTC(2026, 10, 27);
const due = (count: number) => Array.from({ length: count }, (_, n) => NOW - n);

it.each([
  [due(0), undefined],
  [[NOW + DAY_MS], undefined],
  [[...due(3), NOW + DAY_MS], "3"],
  [due(50), "50"],
  [due(51), "50+"],
])("counts those whose turn it is, case %#", (dueAts, count) => {
  expect(countOfDue(dueAts, NOW)).toBe(count);
});
