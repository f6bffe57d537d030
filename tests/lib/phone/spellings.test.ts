import { describe, expect, it } from "vitest";
import { displayPhone, phoneSpellings } from "../../../src/lib/phone/spellings";

describe("a number as it is shown", () => {
  it.each([
    ["+6281255500101", "ID", "0812-5550-0101"],
    ["+6281255500101", "SG", "+62 812 5550 0101"],
    ["+447700900123", "ID", "+44 7700 900123"],
    ["+14155552671", "US", "(415) 555-2671"],
  ])("%s is in %s: %s", (e164, region, shown) => {
    expect(displayPhone({ phone_normalized: e164 }, region)).toBe(shown);
  });

  it("is as received when no plan knows it, and none without one", () => {
    expect(displayPhone({ phone: "77009" }, "ID")).toBe("77009");
    expect(displayPhone({}, "ID")).toBeUndefined();
  });
});

describe("a number as it is typed", () => {
  it("has its country code or the national way", () => {
    expect(phoneSpellings("+6281255500101")).toEqual([
      "6281255500101",
      "081255500101",
    ]);
    expect(phoneSpellings(undefined)).toEqual([]);
  });
});
