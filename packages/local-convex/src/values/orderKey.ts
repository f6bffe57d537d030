/**
 * Index key encoding: byte strings (one character per byte) whose plain string
 * order is Convex's total order of values.
 *
 * One tag byte, then the payload:
 *   01 undefined, 03 null, 04-0C int64 (08 is zero, the distance from it is the
 *   size class), 0D float64, 0E false, 0F true, 10 string, 11 bytes, 12 array,
 *   15 object. Strings and bytes write 00 as 01 01 and 01 as 01 02 and end with
 *   00; arrays and objects end with 00. No encoding is a prefix of another, so
 *   all keys of a value lie between its encoding and `prefixEnd` of it.
 */
import {
  type JSONObject,
  type JSONValue,
  readSpecial,
  type Special,
} from "./json";

const UNDEFINED = "\x01";
const NULL = "\x03";
const INT64_ZERO = 0x08;
const FLOAT64 = "\x0d";
const FALSE = "\x0e";
const TRUE = "\x0f";
const STRING = "\x10";
const BYTES = "\x11";
const ARRAY = "\x12";
const OBJECT = "\x15";
const END = "\x00";

const INT64_MAX_KEY = "\x0c\x7f\xff\xff\xff\xff\xff\xff\xff";

const scratch = new DataView(new ArrayBuffer(8));

/** Encodes a tuple of values; `undefined` stands for a missing field. */
export function encodeKey(values: readonly (JSONValue | undefined)[]): string {
  let key = "";
  for (const value of values) {
    key += encodeValue(value);
  }
  return key;
}

/** A text whose order among others is the order of the values. */
export function encodeValue(value: JSONValue | undefined): string {
  if (value === undefined) {
    return UNDEFINED;
  }
  if (value === null) {
    return NULL;
  }
  if (typeof value === "string") {
    return encodeString(value);
  }
  if (typeof value === "number") {
    return encodeFloat64(value);
  }
  if (value === false) {
    return FALSE;
  }
  if (value === true) {
    return TRUE;
  }
  if (Array.isArray(value)) {
    return ARRAY + encodeKey(value) + END;
  }
  return encodeObject(value);
}

/** The least byte string greater than every string that starts with `prefix`. */
export function prefixEnd(prefix: string): string {
  let last = prefix.length - 1;
  while (last >= 0 && prefix.charCodeAt(last) === 0xff) {
    last -= 1;
  }
  if (last < 0) {
    throw new Error("no byte string follows this prefix");
  }
  return (
    prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1)
  );
}

function encodeObject(value: JSONObject): string {
  if (Object.hasOwn(value, "$undefined")) {
    return UNDEFINED;
  }
  const special = readSpecial(value);
  if (special !== null) {
    return encodeSpecial(special);
  }
  let key = OBJECT;
  for (const name of Object.keys(value).sort()) {
    key += encodeString(name) + encodeValue(value[name]);
  }
  return key + END;
}

function encodeSpecial(special: Special): string {
  switch (special.kind) {
    case "commitTs":
      return INT64_MAX_KEY;
    case "int64":
      return encodeInt64(Buffer.from(special.base64, "base64"));
    case "float64":
      return encodeSpecialFloat(Buffer.from(special.base64, "base64"));
    case "bytes":
      return BYTES + escapeTerminator(base64ToBytes(special.base64)) + END;
  }
}

function base64ToBytes(text: string): string {
  return Buffer.from(text, "base64").toString("latin1");
}

function encodeString(value: string): string {
  for (let i = 0; i < value.length; i += 1) {
    const code = value.charCodeAt(i);
    if (code < 2 || code > 0x7f) {
      const bytes = Buffer.from(value, "utf8").toString("latin1");
      return STRING + escapeTerminator(bytes) + END;
    }
  }
  return STRING + value + END;
}

function escapeTerminator(bytes: string): string {
  return bytes.replaceAll("\x01", "\x01\x02").replaceAll("\x00", "\x01\x01");
}

function encodeInt64(littleEndian: Buffer): string {
  const value = littleEndian.readBigInt64LE();
  if (value === 0n) {
    return String.fromCharCode(INT64_ZERO);
  }
  const [sizeClass, length] = int64Size(value);
  const sign = value < 0n ? -1 : 1;
  scratch.setBigInt64(0, value);
  return (
    String.fromCharCode(INT64_ZERO + sign * sizeClass) + scratchBytes(length)
  );
}

function int64Size(value: bigint): [sizeClass: number, bytes: number] {
  const magnitude = value < 0n ? ~value : value;
  if (magnitude <= 0x7fn) {
    return [1, 1];
  }
  if (magnitude <= 0x7fffn) {
    return [2, 2];
  }
  if (magnitude <= 0x7fffffffn) {
    return [3, 4];
  }
  return [4, 8];
}

function encodeFloat64(value: number): string {
  scratch.setFloat64(0, value);
  return orderFloatBits();
}

function encodeSpecialFloat(littleEndian: Buffer): string {
  scratch.setBigUint64(0, littleEndian.readBigUInt64LE());
  return orderFloatBits();
}

/** Negative floats flip every bit, others only the sign: then bytes order them. */
function orderFloatBits(): string {
  const high = scratch.getUint32(0);
  const low = scratch.getUint32(4);
  if (high >>> 31 === 1) {
    scratch.setUint32(0, ~high);
    scratch.setUint32(4, ~low);
  } else {
    scratch.setUint32(0, high ^ 0x80000000);
  }
  return FLOAT64 + scratchBytes(8);
}

/** The last `length` bytes of the scratch view. */
function scratchBytes(length: number): string {
  let bytes = "";
  for (let i = 8 - length; i < 8; i += 1) {
    bytes += String.fromCharCode(scratch.getUint8(i));
  }
  return bytes;
}
