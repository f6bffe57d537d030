/**
 * The keys of a search index. Each distinct word of a document has one by itself
 * and one behind the values of each leading run of filter fields:
 *   i ‖ index number ‖ word ‖ id
 *   i ‖ index number ‖ 01 ‖ value ‖ word ‖ id
 *   i ‖ index number ‖ 02 ‖ value ‖ value ‖ word ‖ id
 * A search reads behind the values it asks for, and so pays for their documents
 * only: one tenant's search does not grow with the others.
 */
import { createHash } from "node:crypto";
import type { IndexDefinition } from "../catalog/catalogState";
import { indexPrefix, internalIdOf } from "../storage/layout";
import { fieldAt, type JSONValue } from "../values/json";
import { encodeValue } from "../values/orderKey";
import { termsOf } from "../values/terms";
import type { Document } from "./document";

/**
 * Every document pays for each with a key per word. Further filters are applied
 * to what these leave.
 */
const MAX_KEYED_FILTERS = 2;
/** A longer value is named by its hash: only equality matters here. */
const MAX_VALUE_BYTES = 64;
/** No encoded value begins with it. */
const HASHED = "\xff";

/** How many filter fields the postings of a new index are kept behind. */
export function keyedFiltersOf(filterFields: readonly string[]): number {
  return Math.min(filterFields.length, MAX_KEYED_FILTERS);
}

/** The keys under which a search index finds a document. */
export function postingKeys(
  index: IndexDefinition,
  document: Document,
): string[] {
  const internal = internalIdOf(document.key);
  const terms = [...new Set(termsOf(searchText(index, document)))];
  if (terms.length === 0) {
    return [];
  }
  const values = keyedFields(index).map((field) =>
    valueKey(fieldAt(document.value, field)),
  );
  const words = terms.map((term) => encodeValue(term) + internal);
  return [...values.keys(), values.length].flatMap((length) => {
    const space = spaceOf(index, values.slice(0, length));
    return words.map((word) => space + word);
  });
}

/** What precedes the words of the documents that equal these in the leading fields. */
export function postingSpace(
  index: IndexDefinition,
  equalities: ReadonlyMap<string, JSONValue>,
): string {
  const values: string[] = [];
  for (const field of keyedFields(index)) {
    const value = equalities.get(field);
    if (value === undefined) {
      break;
    }
    values.push(valueKey(value));
  }
  return spaceOf(index, values);
}

/** The text a search index covers; empty unless the field holds a string. */
export function searchText(index: IndexDefinition, document: Document): string {
  const [field] = index.fields;
  const text = field === undefined ? null : fieldAt(document.value, field);
  return typeof text === "string" ? text : "";
}

function keyedFields({ filterFields, keyedFilters }: IndexDefinition) {
  return filterFields.slice(0, keyedFilters);
}

function spaceOf(index: IndexDefinition, values: readonly string[]): string {
  const prefix = indexPrefix(index.number);
  if (values.length === 0) {
    return prefix;
  }
  return prefix + String.fromCharCode(values.length) + values.join("");
}

function valueKey(value: JSONValue | undefined): string {
  const key = encodeValue(value);
  if (key.length <= MAX_VALUE_BYTES) {
    return key;
  }
  return HASHED + createHash("sha256").update(key, "latin1").digest("binary");
}
