/**
 * Document ids: lower-case Crockford base32 of
 * VInt(table number), 16 internal bytes, little-endian Fletcher-16 of the rest.
 * Internal ids travel as 16-character byte strings.
 */
import { randomFillSync } from "node:crypto";

export interface DocumentId {
  readonly tableNumber: number;
  readonly internal: string;
}

export const INTERNAL_ID_BYTES = 16;
/** With numbers from 10001 a user id has the familiar 32 characters. */
export const FIRST_USER_TABLE_NUMBER = 10_001;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const MIN_ID_LENGTH = 31;
const MAX_ID_LENGTH = 37;
const FOOTER_BYTES = 2;

const digitOf = new Map([...ALPHABET].map((digit, index) => [digit, index]));

/** The id of a document, as apps see it. */
export function encodeId(tableNumber: number, internal: string): string {
  const bytes: number[] = [];
  let rest = tableNumber;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  for (let i = 0; i < INTERNAL_ID_BYTES; i += 1) {
    bytes.push(internal.charCodeAt(i));
  }
  const checksum = fletcher16(bytes, bytes.length);
  bytes.push(checksum & 0xff, checksum >> 8);
  return encodeBase32(bytes);
}

/** The decoded id, or the reason why it is none (production's words). */
export function decodeId(
  text: string,
): { kind: "id"; id: DocumentId } | { kind: "invalid"; reason: string } {
  if (text.length < MIN_ID_LENGTH || text.length > MAX_ID_LENGTH) {
    return invalid(`Invalid ID length ${text.length}`);
  }
  const bytes = decodeBase32(text);
  if (bytes === null) {
    return invalid("ID wasn't valid base32");
  }
  const [tableNumber, start] = readVInt(bytes);
  if (tableNumber === 0) {
    return invalid("Invalid table number");
  }
  const end = start + INTERNAL_ID_BYTES;
  if (bytes.length !== end + FOOTER_BYTES) {
    return invalid(`Invalid ID length ${text.length}`);
  }
  const expected = fletcher16(bytes, end);
  const footer = (bytes[end] ?? 0) | ((bytes[end + 1] ?? 0) << 8);
  if (footer !== expected) {
    return invalid(`Invalid ID version ${footer} (expected ${expected})`);
  }
  const internal = String.fromCharCode(...bytes.slice(start, end));
  return { kind: "id", id: { tableNumber, internal } };
}

const POOL_BYTES = 8_192;
const RANDOM_BYTES = 10;
const pool = Buffer.alloc(POOL_BYTES);
let poolUsed = POOL_BYTES;

/**
 * A fresh internal id: six bytes of milliseconds, so that inserts land next to
 * each other on disk, then ten random bytes.
 */
export function newInternalId(nowMs: number): string {
  if (poolUsed + RANDOM_BYTES > POOL_BYTES) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  const start = poolUsed;
  poolUsed += RANDOM_BYTES;
  const ms = Math.max(0, Math.floor(nowMs));
  const high = Math.floor(ms / 0x1_0000_0000) & 0xffff;
  const low = ms % 0x1_0000_0000;
  return (
    String.fromCharCode(
      high >> 8,
      high & 0xff,
      (low >>> 24) & 0xff,
      (low >>> 16) & 0xff,
      (low >>> 8) & 0xff,
      low & 0xff,
    ) + pool.toString("latin1", start, poolUsed)
  );
}

function invalid(reason: string): { kind: "invalid"; reason: string } {
  return { kind: "invalid", reason: `Unable to decode ID: ${reason}` };
}

/** Zero stands for a number that is missing, zero or wider than 32 bits. */
function readVInt(bytes: readonly number[]): [value: number, length: number] {
  let value = 0;
  for (let i = 0; i < 5; i += 1) {
    const byte = bytes[i];
    if (byte === undefined) {
      return [0, i];
    }
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) {
      return [value > 0xffff_ffff ? 0 : value, i + 1];
    }
  }
  return [0, 5];
}

function fletcher16(bytes: readonly number[], length: number): number {
  let sum = 0;
  let sumOfSums = 0;
  for (let i = 0; i < length; i += 1) {
    sum = (sum + (bytes[i] ?? 0)) & 0xff;
    sumOfSums = (sumOfSums + sum) & 0xff;
  }
  return (sumOfSums << 8) | sum;
}

function encodeBase32(bytes: readonly number[]): string {
  let text = "";
  let bits = 0;
  let bitCount = 0;
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    bitCount += 8;
    while (bitCount >= 5) {
      bitCount -= 5;
      text += ALPHABET.charAt((bits >> bitCount) & 31);
    }
    bits &= (1 << bitCount) - 1;
  }
  return bitCount === 0 ? text : text + ALPHABET.charAt(bits << (5 - bitCount));
}

/** Null for a foreign character or set padding bits. */
function decodeBase32(text: string): number[] | null {
  const bytes: number[] = [];
  let bits = 0;
  let bitCount = 0;
  for (const character of text) {
    const digit = digitOf.get(character);
    if (digit === undefined) {
      return null;
    }
    bits = (bits << 5) | digit;
    bitCount += 5;
    if (bitCount >= 8) {
      bitCount -= 8;
      bytes.push(bits >> bitCount);
      bits &= (1 << bitCount) - 1;
    }
  }
  return bits === 0 ? bytes : null;
}
