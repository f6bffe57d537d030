/**
 * What may be stored: Convex's limits on documents and values
 * (docs.convex.dev/production/state/limits and /database/types).
 */
import { type JSONObject, type JSONValue, readSpecial } from "./json";

export const MAX_DOCUMENT_BYTES = 1 << 20;
const MAX_DOCUMENT_NESTING = 16;
const MAX_VALUE_NESTING = 64;
const MAX_ARRAY_LENGTH = 8_192;
const MAX_OBJECT_FIELDS = 1_024;
const MAX_FIELD_NAME_LENGTH = 1_024;
const MAX_TOP_LEVEL_FIELD_NAME_LENGTH = 64;

const LONE_SURROGATE = /\p{Surrogate}/u;
const ANY_SURROGATE = /[\ud800-\udfff]/;

/** Throws unless the fields (system fields excluded) may form a document. */
export function checkDocument(fields: JSONObject): void {
  for (const name in fields) {
    if (name.startsWith("_")) {
      throw new Error(
        `Field '${name}' starts with an underscore, which is only allowed for system fields like '_id'`,
      );
    }
    if (name.length > MAX_TOP_LEVEL_FIELD_NAME_LENGTH) {
      throw new Error(
        `Field name '${name}' is too long (${name.length} > maximum ${MAX_TOP_LEVEL_FIELD_NAME_LENGTH})`,
      );
    }
  }
  checkNested(fields, 1, MAX_DOCUMENT_NESTING, "Document");
}

/** Throws unless the value may be an argument or a result. */
export function checkStorableValue(value: JSONValue): void {
  checkNested(value, 1, MAX_VALUE_NESTING, "Value");
}

/** @throws Error when a document has more than 1 MiB. */
export function checkDocumentSize(bytes: number): void {
  if (bytes > MAX_DOCUMENT_BYTES) {
    const mebibytes = (bytes / MAX_DOCUMENT_BYTES).toFixed(2);
    throw new Error(
      `Value is too large (${mebibytes} MiB > maximum size 1 MiB)`,
    );
  }
}

function checkNested(
  value: JSONValue,
  depth: number,
  maxDepth: number,
  noun: "Document" | "Value",
): void {
  if (typeof value === "string") {
    return checkString(value);
  }
  if (typeof value !== "object" || value === null) {
    return;
  }
  const isArray = Array.isArray(value);
  if (!isArray && readSpecial(value) !== null) {
    return;
  }
  if (depth > maxDepth) {
    throw new Error(
      `${noun} is too nested (nested ${depth} levels deep > maximum nesting ${maxDepth})`,
    );
  }
  if (isArray) {
    checkArray(value);
  } else {
    checkFieldNames(value);
  }
  for (const item of isArray ? value : Object.values(value)) {
    checkNested(item, depth + 1, maxDepth, noun);
  }
}

function checkArray(value: JSONValue[]): void {
  if (value.length > MAX_ARRAY_LENGTH) {
    throw new Error(
      `Array length is too long (${value.length} > maximum length ${MAX_ARRAY_LENGTH})`,
    );
  }
}

function checkFieldNames(value: JSONObject): void {
  let count = 0;
  for (const name in value) {
    count += 1;
    checkFieldName(name);
  }
  if (count > MAX_OBJECT_FIELDS) {
    throw new Error(
      `Object has too many fields (${count} > maximum number ${MAX_OBJECT_FIELDS})`,
    );
  }
}

function checkFieldName(name: string): void {
  if (name === "") {
    throw new Error("Field name cannot be empty");
  }
  if (name.length > MAX_FIELD_NAME_LENGTH) {
    throw new Error(
      `Field name ${name} exceeds maximum field name length ${MAX_FIELD_NAME_LENGTH}.`,
    );
  }
  if (name.startsWith("$")) {
    throw new Error(`Field name ${name} starts with a '$', which is reserved.`);
  }
  for (let i = 0; i < name.length; i += 1) {
    const code = name.charCodeAt(i);
    if (code < 32 || code >= 127) {
      throw new Error(
        `Field name ${name} has invalid character '${name.charAt(i)}': Field names can only contain non-control ASCII characters`,
      );
    }
  }
}

/** A lone surrogate has no UTF-8 form, so it could not keep its place in an index. */
function checkString(value: string): void {
  if (ANY_SURROGATE.test(value) && LONE_SURROGATE.test(value)) {
    throw new Error(
      "String is not well-formed Unicode: it holds a lone surrogate",
    );
  }
}
