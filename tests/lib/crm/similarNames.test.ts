/** Names of one person, and of several. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { areNamesSimilar } from "../../../src/lib/crm/similarNames";

it.each([
  ["Ibu Sekar", "Sekar Wulandari"],
  ["SEKAR", "sékar"],
  ["Pradana Putra", "Pradhana"],
  ["Müller", "Muller"],
])("%s may be %s", (a, b) => {
  expect(areNamesSimilar(a, b)).toBe(true);
  expect(areNamesSimilar(b, a)).toBe(true);
});

it.each([
  ["Ibu Sekar", "Ibu Citra"],
  ["Sekar Wulandari", "Sekar Pradana"],
  ["Budi", "Rudi"],
  ["S", "Sekar"],
  ["", ""],
  ["Pak", "Pak"],
])("%s is not %s", (a, b) => {
  expect(areNamesSimilar(a, b)).toBe(false);
});

it("asks neither who comes first nor for names that are none", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(areNamesSimilar(a, b)).toBe(areNamesSimilar(b, a));
    }),
  );
});
