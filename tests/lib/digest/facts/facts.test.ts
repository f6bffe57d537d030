import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  offeredKeys,
  statedFacts,
} from "../../../../src/lib/digest/facts/facts";
import { propertyRuns } from "../../../support/propertyRuns";

/** A Friday; read on the Saturday after. */
const WRITTEN = { year: 2026, month: 11, day: 20 };
const READ = { year: 2026, month: 11, day: 21 };

function isProven(statement: string, source: string): boolean {
  const offered = offeredKeys(source, WRITTEN);
  return statedFacts(statement, READ).every(({ keys }) =>
    keys.some((key) => offered.has(key)),
  );
}

describe("statedFacts: one quantity in two spellings", () => {
  it.each([
    ["1,5jt", "Rp 1.500.000"],
    ["1.5 juta", "1500000"],
    ["1,500,000", "1.500.000"],
    ["150rb", "150k"],
    ["150 ribu", "Rp150.000,-"],
    ["Rp 150.000", "150.000 rupiah"],
    ["IDR 2 million", "2jt"],
    ["$1,250.50", "1250,50 USD"],
    ["10%", "10 persen"],
    ["2,5 kg", "2.5kg"],
    ["20 porsi", "dua puluh porsi"],
    ["15 orang", "lima belas orang"],
    ["a dozen", "12 pcs"],
    ["jam 3 sore", "15.00"],
    ["3 pm", "pukul 15:00"],
    ["9.30 pagi", "jam 09.30"],
    ["8 malam", "20:00"],
    ["2 siang", "14.00"],
    ["11 siang", "11:00"],
    ["1250,5", "1.250,50"],
    ["12 malam", "00:00"],
    ["21 November", "21/11"],
    ["21 Nov 2026", "2026-11-21"],
    ["November 21, 2026", "21-11-2026"],
    ["the 21st of November", "21 nov"],
    ["28.11.2026", "28/11/26"],
    ["Sabtu", "Saturday"],
    ["hari Minggu", "Sunday"],
    ["besok", "tomorrow"],
    ["40 x 60", "40x60"],
    ["ukuran A4", "size a4"],
    ["INV204", "INV-204"],
  ])("%s is %s", (a, b) => {
    expect(isProven(a, b)).toBe(true);
    expect(isProven(b, a)).toBe(true);
  });
});

describe("offeredKeys: relative and absolute days", () => {
  it.each([
    ["hari ini", "besok"],
    ["today", "Sabtu 21/11"],
    ["21 November", "besok"],
    ["Sabtu", "besok"],
    ["kemarin", "hari ini"],
    ["22 Nov 2026", "22/11"],
    ["tanggal 21", "21 November"],
  ])("proves %j by %j", (statement, source) => {
    expect(isProven(statement, source)).toBe(true);
  });
});

describe("statedFacts: two quantities", () => {
  it.each([
    ["150", "150rb"],
    ["150 juta", "150rb"],
    ["1,5", "1,5jt"],
    ["$150", "Rp 150"],
    ["10", "10%"],
    ["10%", "10"],
    ["15.00", "jam 3"],
    ["3 pagi", "3 sore"],
    ["09:31", "09.30"],
    ["21 Desember", "21 November"],
    ["21 Nov 2025", "21/11/2026"],
    ["Minggu, 29/11", "Sabtu 28/11"],
    ["lusa", "besok"],
    ["dua belas", "dua"],
    ["20", "2"],
    ["A5", "A4"],
    ["1.500.000", "1.500"],
    ["250", "2,50"],
  ])("%s is not %s", (statement, source) => {
    expect(isProven(statement, source)).toBe(false);
  });
});

it("takes articles for no numbers", () => {
  expect(
    statedFacts("one customer, seorang pelanggan, satu hal", READ),
  ).toEqual([]);
});

it("finds every amount again however it is grouped", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 999_999_999 }), (value) => {
      const dotted = value.toLocaleString("id-ID");
      const commas = value.toLocaleString("en-US");
      expect(isProven(`Rp ${dotted}`, `total ${commas} ya`)).toBe(true);
      expect(isProven(`${value}`, `Rp${dotted}`)).toBe(true);
      expect(isProven(`${value + 1}`, `Rp${dotted}`)).toBe(false);
    }),
  );
});

it("proves any text by itself on the day it was written", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          "1",
          "0",
          "2",
          "9",
          ".",
          ",",
          ":",
          "/",
          "-",
          " ",
          "jt",
          "rb",
          "Rp ",
          "%",
          "jam ",
          " sore",
          "Nov",
          "besok",
          "dua",
          " puluh",
          "A",
          "Sabtu",
        ),
        { maxLength: 14 },
      ),
      (parts) => {
        const text = parts.join("");
        const offered = offeredKeys(text, READ);
        for (const { keys } of statedFacts(text, READ)) {
          expect(keys.some((key) => offered.has(key))).toBe(true);
        }
      },
    ),
    { numRuns: propertyRuns(1000) },
  );
});
