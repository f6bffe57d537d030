/**
 * Sizes of Convex values in their JSON form, equal to `getConvexSize` of
 * `convex/values` but without building the value first.
 */
import { type JSONObject, type JSONValue, readSpecial } from "./json";

/** Bytes of a value; `_id` and `_creationTime` count when they are present. */
export function valueSize(value: JSONValue): number {
  if (value === null || typeof value === "boolean") {
    return 1;
  }
  if (typeof value === "number") {
    return 9;
  }
  if (typeof value === "string") {
    return 2 + Buffer.byteLength(value);
  }
  if (Array.isArray(value)) {
    let size = 2;
    for (const item of value) {
      size += valueSize(item);
    }
    return size;
  }
  return objectSize(value);
}

function objectSize(value: JSONObject): number {
  const special = readSpecial(value);
  if (special !== null) {
    return special.kind === "bytes"
      ? 2 + Buffer.byteLength(special.base64, "base64")
      : 9;
  }
  let size = 2;
  for (const name in value) {
    const field = value[name];
    // Field names are ASCII: one byte a character, plus the terminator.
    if (field !== undefined) {
      size += name.length + 1 + valueSize(field);
    }
  }
  return size;
}
