import fc from "fast-check";
import { expect, it } from "vitest";
import { makeSafe } from "../../../src/lib/text/makeSafe";

it.each([
  ["a lone lead", "x\ud83dy", "x\ufffdy"],
  ["a lone trail", "x\ude00y", "x\ufffdy"],
  ["two in the wrong order", "\ude00\ud83d", "\ufffd\ufffd"],
  ["NUL", "x\0y", "x\ufffdy"],
])("replaces %s", (_name, text, safe) => {
  expect(makeSafe(text)).toBe(safe);
});

it.each(["", "👩🏽‍🚀🇮🇩", "\u202eterbalik\u202c", "a\u200b\u2028\n\t\u0001"])(
  "leaves %j alone",
  (text) => {
    expect(makeSafe(text)).toBe(text);
  },
);

it("makeSafe gives text that survives UTF-8 and is safe already", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.nat(0xffff).map((n) => String.fromCharCode(n)) }),
      (text) => {
        const safe = makeSafe(text);
        expect(
          new TextDecoder("utf-8", { ignoreBOM: true }).decode(
            new TextEncoder().encode(safe),
          ),
        ).toBe(safe);
        expect(safe).not.toContain("\0");
        expect(safe).toHaveLength(text.length);
        expect(makeSafe(safe)).toBe(safe);
      },
    ),
  );
});
