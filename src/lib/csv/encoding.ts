/**
 * How the bytes of a text file are read. They come in parts, cut anywhere: what
 * a part's end leaves incomplete is carried into the next one as its `tail`.
 */
import { v } from "convex/values";

export const ENCODINGS = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1252",
] as const;
export type Encoding = (typeof ENCODINGS)[number];
export const vEncoding = v.union(...ENCODINGS.map((name) => v.literal(name)));

type Bytes = Uint8Array<ArrayBuffer>;

const NO_BYTES: Bytes = new Uint8Array();

/** The encoding that a byte order mark at the very beginning names. */
export function encodingOfMark(bytes: Bytes): Encoding | null {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) {
    return "utf-8";
  }
  if (a === 0xff && b === 0xfe) {
    return "utf-16le";
  }
  return a === 0xfe && b === 0xff ? "utf-16be" : null;
}

/**
 * Reads a part after the tail of the one before it. Bytes that the encoding does
 * not have become U+FFFD, a byte order mark at the beginning is left out.
 *
 * @param isLast nothing follows: an incomplete end is read as it is
 */
export function decodePart(
  encoding: Encoding,
  tail: Bytes,
  part: Bytes,
  isLast: boolean,
): { text: string; tail: Bytes } {
  const bytes = joinBytes(tail, part);
  const end = isLast ? bytes.length : wholeLength(encoding, bytes);
  const text = new TextDecoder(encoding).decode(bytes.subarray(0, end));
  return {
    text: encoding === "windows-1252" ? withPunctuation(text) : text,
    tail: bytes.slice(end),
  };
}

/** What windows-1252 has at 0x80 to 0x9F; spaces where it has nothing. */
const PUNCTUATION = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/** Some versions of Node read windows-1252 as latin-1 (nodejs/node#56542). */
const withPunctuation = (text: string): string =>
  text.replace(/[\u0080-\u009f]/g, (control) => {
    const known = PUNCTUATION[control.charCodeAt(0) - 0x80] ?? " ";
    return known === " " ? control : known;
  });

/** Whether what was read so far is UTF-8; windows-1252 is what else it may be. */
export interface Utf8Check {
  isValid: boolean;
  tail: Bytes;
}

export const NOTHING_CHECKED: Utf8Check = { isValid: true, tail: NO_BYTES };

/** Goes on with the next part. */
export function checkUtf8(before: Utf8Check, part: Bytes): Utf8Check {
  if (!before.isValid) {
    return before;
  }
  const bytes = joinBytes(before.tail, part);
  const end = wholeLength("utf-8", bytes);
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, end));
    return { isValid: true, tail: bytes.slice(end) };
  } catch {
    return { isValid: false, tail: NO_BYTES };
  }
}

/** Texts hold no NUL, except in two-byte encodings; pictures and archives do. */
export const holdsNul = (bytes: Bytes): boolean => bytes.includes(0);

function joinBytes(a: Bytes, b: Bytes): Bytes {
  if (a.length === 0) {
    return b;
  }
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** How many bytes hold whole characters. */
function wholeLength(encoding: Encoding, bytes: Bytes): number {
  switch (encoding) {
    case "utf-8":
      return wholeUtf8Length(bytes);
    case "utf-16le":
      return wholeUtf16Length(bytes, 1);
    case "utf-16be":
      return wholeUtf16Length(bytes, 0);
    case "windows-1252":
      return bytes.length;
  }
}

function wholeUtf8Length(bytes: Bytes): number {
  // The first byte of the last character is at most three before the end.
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) {
      return bytes.length;
    }
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

/** @param high where in a unit its upper byte stands */
function wholeUtf16Length(bytes: Bytes, high: 0 | 1): number {
  const even = bytes.length - (bytes.length % 2);
  const upper = bytes[even - 2 + high] ?? 0;
  const isLead = even > 0 && upper >= 0xd8 && upper <= 0xdb;
  return isLead ? even - 2 : even;
}
