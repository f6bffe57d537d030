import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  customFieldKey,
  readChoices,
  readCustomValue,
  type CustomFieldRule,
} from "../../../src/lib/crm/customFields";
import { propertyRuns } from "../../support/propertyRuns";

const CHOICE: CustomFieldRule = { type: "choice", choices: ["Emas", "Perak"] };

describe("readCustomValue", () => {
  it.each<[CustomFieldRule, string | number, string | number]>([
    [{ type: "text" }, "  Jl.\nMelati 5 ", "Jl. Melati 5"],
    [{ type: "number" }, -12.5, -12.5],
    [{ type: "date" }, " 2028-02-29 ", "2028-02-29"],
    [CHOICE, "Perak", "Perak"],
  ])("%j takes %j as %j", (rule, value, read) => {
    expect(readCustomValue(rule, value)).toBe(read);
  });

  it.each<[CustomFieldRule, string | number]>([
    [{ type: "text" }, 5],
    [{ type: "text" }, "  "],
    [{ type: "text" }, "x".repeat(1025)],
    [{ type: "number" }, "5"],
    [{ type: "number" }, NaN],
    [{ type: "number" }, Infinity],
    [{ type: "date" }, "2027-02-29"],
    [{ type: "date" }, "29-02-2028"],
    [{ type: "date" }, 20280229],
    [CHOICE, "emas"],
    [{ type: "choice" }, "Emas"],
  ])("%j refuses %j", (rule, value) => {
    expect(readCustomValue(rule, value)).toBeNull();
  });
});

describe("readChoices", () => {
  it("takes different choices, on one line each", () => {
    expect(readChoices([" Emas", "Perak  murni"])).toEqual([
      "Emas",
      "Perak murni",
    ]);
  });

  it.each([[[]], [["Emas", "EMAS"]], [["Emas", " "]], [["x".repeat(65)]]])(
    "refuses %j",
    (choices) => {
      expect(readChoices(choices)).toBeNull();
    },
  );

  it("refuses more than a hundred", () => {
    const choices = Array.from({ length: 101 }, (_, i) => `${i}`);
    expect(readChoices(choices.slice(1))).toHaveLength(100);
    expect(readChoices(choices)).toBeNull();
  });
});

describe("customFieldKey", () => {
  it.each([
    ["Nilai pesanan", [], "nilai_pesanan"],
    ["Größe (cm)", [], "grosse_cm"],
    ["城市", [], "field"],
    ["城市", ["field"], "field_2"],
    ["Kota", ["kota", "kota_2"], "kota_3"],
  ])("%j beside %j is %j", (label, taken, key) => {
    expect(customFieldKey(label, new Set(taken))).toBe(key);
  });

  it("is always a field name that documents may have, and new", () => {
    const label = fc.string({ unit: "grapheme", maxLength: 80 });
    fc.assert(
      fc.property(label, (text) => {
        const key = customFieldKey(text, new Set());
        expect(key).toMatch(/^[a-z0-9][a-z0-9_]{0,39}$/);
        expect(customFieldKey(text, new Set([key]))).not.toBe(key);
      }),
      { numRuns: propertyRuns(500) },
    );
  });
});
