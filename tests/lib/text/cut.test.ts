import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutByCodePoint } from "../../../src/lib/text/cut";

describe("cutByCodePoint", () => {
  it("keeps what fits and says nothing", () => {
    expect(cutByCodePoint("abc", 3)).toEqual({ text: "abc" });
    expect(cutByCodePoint("👋👋👋", 3)).toEqual({ text: "👋👋👋" });
  });

  it("cuts between code points and tells the full length", () => {
    expect(cutByCodePoint("abcd", 3)).toEqual({ text: "abc", fullLength: 4 });
    expect(cutByCodePoint("a👋b👋", 2)).toEqual({ text: "a👋", fullLength: 4 });
  });

  it("never leaves half a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(12), (text, max) => {
        const cut = cutByCodePoint(text, max);
        const characters = [...text];
        expect(cut.text).toBe(characters.slice(0, max).join(""));
        expect(cut.fullLength).toBe(
          characters.length > max ? characters.length : undefined,
        );
      }),
    );
  });
});
