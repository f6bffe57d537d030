import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasHidden, toPlainLine } from "../../../src/lib/digest/plainLine";
import { propertyRuns } from "../../support/propertyRuns";

describe("toPlainLine", () => {
  it.each([
    ["lines and tabs", "a\r\n\tb\u2028c", "a b c"],
    ["zero-width characters", "08\u200b12\u200d34\ufeff", "081234"],
    ["bidi controls", "\u202eterbalik\u202c\u2066x\u2069", "terbalikx"],
    ["full-width digits", "０８１２", "0812"],
    ["styled letters", "𝐁𝐮𝐝𝐢", "Budi"],
    ["invisible tags", "a\u{e0041}\u{e0042}b", "ab"],
    ["terminal escapes", "\u001b[31mred", "[31mred"],
    ["lone surrogates", "x\ud83dy", "x\ufffdy"],
  ])("makes one visible line of %s", (_name, text, line) => {
    expect(toPlainLine(text)).toBe(line);
  });

  it("leaves nothing hidden and nothing more to do", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.oneof(
            fc.string({ unit: "binary" }),
            fc.constantFrom("\u200b", "\u0301", "\n", "\u1160", "\uffa0", "é"),
          ),
        }),
        (text) => {
          const line = toPlainLine(text);
          expect(hasHidden(line)).toBe(false);
          expect(line).not.toMatch(/[\r\n\u2028\u2029]/);
          expect(toPlainLine(line)).toBe(line);
        },
      ),
      { numRuns: propertyRuns(500) },
    );
  });
});
