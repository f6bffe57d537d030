import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkUtf8,
  decodePart,
  encodingOfMark,
  ENCODINGS,
  NOTHING_CHECKED,
  type Encoding,
} from "../../../src/lib/csv/encoding";

const bytesOf = (buffer: Buffer) => new Uint8Array(buffer);

/** By Node's own encoders, so that not our code answers for itself. */
function encode(text: string, encoding: Encoding) {
  switch (encoding) {
    case "utf-8":
      return bytesOf(Buffer.from(text, "utf8"));
    case "utf-16le":
      return bytesOf(Buffer.from(text, "utf16le"));
    case "utf-16be":
      return bytesOf(Buffer.from(text, "utf16le").swap16());
    case "windows-1252":
      return bytesOf(Buffer.from(text, "latin1"));
  }
}

function decodeInParts(
  bytes: Uint8Array<ArrayBuffer>,
  encoding: Encoding,
  size: number,
) {
  let text = "";
  let tail = new Uint8Array();
  for (let start = 0; start === 0 || start < bytes.length; start += size) {
    const isLast = start + size >= bytes.length;
    const part = bytes.slice(start, start + size);
    const read = decodePart(encoding, tail, part, isLast);
    text += read.text;
    tail = read.tail;
  }
  return text;
}

describe("decoding", () => {
  it.each(ENCODINGS)("reads %s, wherever the parts are cut", (encoding) => {
    const characters =
      encoding === "windows-1252"
        ? fc.constantFrom("a", "é", "ÿ", "\n")
        : fc.constantFrom("a", "é", "–", "🙂", "ᬅ", "\n");
    const text = fc.array(characters).map((all) => all.join(""));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 7 }), (written, size) => {
        const bytes = encode(written, encoding);
        expect(decodeInParts(bytes, encoding, size)).toBe(written);
      }),
    );
  });

  it("reads what windows-1252 has beyond latin-1", () => {
    const bytes = new Uint8Array([0x80, 0x93, 0x94, 0x96]);
    expect(decodePart("windows-1252", new Uint8Array(), bytes, true).text).toBe(
      "€“”–",
    );
  });

  it.each([
    ["utf-8", "efbbbf61"],
    ["utf-16le", "fffe6100"],
    ["utf-16be", "feff0061"],
  ] as const)(
    "knows the byte order mark of %s and leaves it out",
    (encoding, hex) => {
      const bytes = bytesOf(Buffer.from(hex, "hex"));
      expect(encodingOfMark(bytes)).toBe(encoding);
      expect(decodePart(encoding, new Uint8Array(), bytes, true).text).toBe(
        "a",
      );
    },
  );
});

describe("checking for UTF-8", () => {
  const check = (bytes: Uint8Array<ArrayBuffer>, size: number) => {
    let state = NOTHING_CHECKED;
    for (let start = 0; start < bytes.length; start += size) {
      state = checkUtf8(state, bytes.slice(start, start + size));
    }
    return state.isValid && state.tail.length === 0;
  };

  it.each([1, 2, 3, 5, 100])("takes UTF-8 in parts of %i bytes", (size) => {
    expect(check(encode("Sekar é 🙂 –", "utf-8"), size)).toBe(true);
  });

  it.each([1, 2, 3, 5, 100])("refuses other bytes in parts of %i", (size) => {
    expect(check(encode("Café Mélati", "windows-1252"), size)).toBe(false);
  });
});
