/** The Convex-JSON value types every layer passes around, and how to walk them. */
import type { JSONValue } from "convex/values";

export type { JSONValue };
export type JSONObject = { [key: string]: JSONValue };

/** For values that are known to be JSON: only the kind is looked at. */
export function isJsonObject(value: unknown): value is JSONObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parses the text of a JSON object; throws on anything else. */
export function parseJsonObject(text: string): JSONObject {
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) {
    throw new Error("expected a JSON object");
  }
  return value;
}

/** A value with no literal JSON form, as `convexToJson` writes it. */
export type Special =
  | { kind: "int64" | "float64" | "bytes"; base64: string }
  | { kind: "commitTs" };

/**
 * Reads the one-field objects (`{"$integer": "..."}` and so on) that stand for
 * values JSON lacks; null for an ordinary object.
 */
export function readSpecial(value: JSONObject): Special | null {
  for (const key in value) {
    if (key.charCodeAt(0) !== 36 /* $ */) {
      return null;
    }
    const payload = value[key];
    if (key === "$commitTs") {
      return { kind: "commitTs" };
    }
    if (typeof payload !== "string") {
      return null;
    }
    if (key === "$integer") {
      return { kind: "int64", base64: payload };
    }
    if (key === "$float") {
      return { kind: "float64", base64: payload };
    }
    if (key === "$bytes") {
      return { kind: "bytes", base64: payload };
    }
    return null;
  }
  return null;
}

/** True for `{"$undefined": null}`, the marker of an absent field. */
export function isUndefinedMarker(value: JSONValue | undefined): boolean {
  return isJsonObject(value) && value.$undefined === null;
}

/** The value at a dotted path; undefined when any part is missing. */
export function fieldAt(
  document: JSONObject,
  path: string,
): JSONValue | undefined {
  if (!path.includes(".")) {
    return ownField(document, path);
  }
  let current: JSONValue | undefined = document;
  for (const part of path.split(".")) {
    if (!isJsonObject(current) || readSpecial(current) !== null) {
      return undefined;
    }
    current = ownField(current, part);
  }
  return current;
}

function ownField(object: JSONObject, name: string): JSONValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Int64 as Convex JSON: base64 of eight little-endian bytes. */
export function int64ToJson(value: bigint): JSONObject {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return { $integer: bytes.toString("base64") };
}

/** Replaces fields shallowly; `{"$undefined": null}` removes one. */
export function mergePatch(
  document: JSONObject,
  patch: JSONObject,
): JSONObject {
  const merged: JSONObject = { ...document };
  for (const [key, value] of Object.entries(patch)) {
    if (isUndefinedMarker(value)) {
      delete merged[key];
    } else {
      merged[key] = value;
    }
  }
  return merged;
}

/** True when the value holds a `{"$commitTs": null}` placeholder. */
export function hasCommitTs(value: JSONValue): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  if (Array.isArray(value)) {
    return value.some(hasCommitTs);
  }
  if (Object.hasOwn(value, "$commitTs")) {
    return true;
  }
  return Object.values(value).some(hasCommitTs);
}

/** Copies the value with every commit-timestamp placeholder replaced by `ts`. */
export function resolveCommitTs(value: JSONValue, ts: bigint): JSONValue {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => resolveCommitTs(item, ts));
  }
  if (Object.hasOwn(value, "$commitTs")) {
    return int64ToJson(ts);
  }
  return resolveCommitTsFields(value, ts);
}

/** {@link resolveCommitTs} of an object's fields. */
export function resolveCommitTsFields(
  object: JSONObject,
  ts: bigint,
): JSONObject {
  const resolved: JSONObject = {};
  for (const [key, field] of Object.entries(object)) {
    resolved[key] = resolveCommitTs(field, ts);
  }
  return resolved;
}
