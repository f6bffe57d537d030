import { describe, expect, it } from "vitest";
import {
  checkMapping,
  guessTargets,
  headingOf,
  headingsKey,
  readTarget,
} from "../../../src/lib/imports/targets";

const FIELDS = [{ key: "kota", label: "Kota asal" }];

describe("what columns are", () => {
  it("is guessed by their headings, in Indonesian and English", () => {
    expect(
      guessTargets(
        ["Nama Lengkap", "No. HP", "E-Mail", "kota asal", "Catatan", "PEMILIK"],
        FIELDS,
      ),
    ).toEqual([
      "name",
      "phone",
      "email",
      "custom_values.kota",
      "ignore",
      "owner",
    ]);
  });

  it("is guessed once each: the first of two phones counts", () => {
    expect(guessTargets(["HP", "Telepon"], [])).toEqual(["phone", "ignore"]);
  });

  it.each(["name", "ignore", "custom_values.kota"])("may be %s", (text) => {
    expect(readTarget(text)).toBe(text);
  });

  it.each(["", "Name", "custom_values.", "custom_values", "__proto__"])(
    "may not be %j",
    (text) => {
      expect(readTarget(text)).toBeNull();
    },
  );
});

describe("a mapping", () => {
  it.each([
    [["name", "phone", "ignore", "ignore"], null],
    [["email", "custom_values.kota"], null],
    [["name", "tags"], "no_key"],
    [["phone", "name", "name"], "doubled_target"],
    [["phone", "custom_values.umur"], "unknown_target"],
  ] as const)("of %j is %j", (targets, problem) => {
    expect(checkMapping(targets, FIELDS)).toBe(problem);
  });
});

describe("headings", () => {
  it("are shown on one line, cut, or by their number", () => {
    expect(headingOf(" a\n b ", 0)).toBe("a b");
    expect(headingOf("  ", 2)).toBe("Column 3");
    expect(headingOf("x".repeat(100), 0)).toHaveLength(64);
  });

  it("are the same in another case and with other signs", () => {
    expect(headingsKey(["No. HP", "Nama"])).toBe(
      headingsKey(["no hp", "NAMA"]),
    );
    expect(headingsKey(["a", "b"])).not.toBe(headingsKey(["b", "a"]));
    expect(headingsKey(["a b"])).not.toBe(headingsKey(["a", "b"]));
  });
});
