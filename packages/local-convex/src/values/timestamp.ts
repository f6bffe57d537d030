/** Timestamps (ns) as clients see them: base64 of eight little-endian bytes. */
import { int64ToJson, type JSONValue } from "./json";

/** A timestamp as the sync protocol writes it: base64 of 8 bytes. */
export function encodeTs(ts: bigint): JSONValue {
  return int64ToJson(ts)["$integer"] ?? null;
}

/** Zero for what is no timestamp. */
export function decodeTs(encoded: string): bigint {
  const bytes = Buffer.from(encoded, "base64");
  return bytes.length === 8 ? bytes.readBigUInt64LE() : 0n;
}
