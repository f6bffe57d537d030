import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isolateBidi } from "../../../src/lib/text/bidi";

const FSI = "\u2068";
const PDI = "\u2069";

describe("isolateBidi", () => {
  it("wraps each paragraph", () => {
    expect(isolateBidi("Halo")).toBe(`${FSI}Halo${PDI}`);
    expect(isolateBidi("a\nb\r\n\nc")).toBe(
      `${FSI}a${PDI}\n${FSI}b${PDI}\r\n\n${FSI}c${PDI}`,
    );
    expect(isolateBidi("")).toBe("");
  });

  it("does not let a closing control end the isolate early", () => {
    expect(isolateBidi(`a${PDI}\u202eb`)).toBe(`${FSI}a\u202eb${PDI}`);
  });

  it("closes what the text left open", () => {
    expect(isolateBidi("a\u2066b\u2067c")).toBe(
      `${FSI}a\u2066b\u2067c${PDI}${PDI}${PDI}`,
    );
  });

  it("keeps balanced isolates as they are", () => {
    expect(isolateBidi("שלום\u2066x\u2069")).toBe(
      `${FSI}שלום\u2066x\u2069${PDI}`,
    );
  });

  it("is balanced for any text, and changes nothing else", () => {
    const unit = fc.constantFrom(
      "a",
      "ש",
      "\n",
      "\u2029",
      "\u2066",
      "\u2067",
      FSI,
      PDI,
      "\u202e",
      "👋",
    );
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        const isolated = isolateBidi(text);
        for (const paragraph of isolated.split(/[\n\u2029]/)) {
          let depth = 0;
          for (const [index, character] of [...paragraph].entries()) {
            if (/[\u2066-\u2068]/.test(character)) {
              depth += 1;
            }
            if (character === PDI) {
              depth -= 1;
            }
            // Depth 0 inside the paragraph would let its text out.
            const isLast = index === [...paragraph].length - 1;
            expect(depth > 0 || isLast).toBe(true);
          }
          expect(depth).toBe(0);
        }
        const withoutIsolates = (t: string) =>
          t.replace(/[\u2066-\u2069]/g, "");
        expect(withoutIsolates(isolated)).toBe(withoutIsolates(text));
      }),
    );
  });
});
