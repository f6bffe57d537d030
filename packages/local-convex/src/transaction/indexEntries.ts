/** The index keys a document has. */
import type { IndexDefinition } from "../storage/catalogState";
import { indexPrefix, internalIdOf } from "../storage/layout";
import { fieldAt } from "../values/json";
import { encodeValue } from "../values/orderKey";
import { termsOf } from "../values/terms";
import type { Document } from "./document";

/** One key for a database index, one per distinct term for a search index. */
export function indexKeysOf(
  index: IndexDefinition,
  document: Document,
): string[] {
  return index.kind === "database"
    ? [databaseKey(index, document)]
    : searchKeys(index, document);
}

function databaseKey(index: IndexDefinition, document: Document): string {
  const value = document.value;
  let key = indexPrefix(index.number);
  for (const field of index.fields) key += encodeValue(fieldAt(value, field));
  return key + internalIdOf(document.key);
}

function searchKeys(index: IndexDefinition, document: Document): string[] {
  const prefix = indexPrefix(index.number);
  const internal = internalIdOf(document.key);
  const terms = new Set(termsOf(searchText(index, document)));
  return [...terms].map((term) => prefix + encodeValue(term) + internal);
}

/** The text a search index covers; empty unless the field holds a string. */
export function searchText(index: IndexDefinition, document: Document): string {
  const [field] = index.fields;
  const text = field === undefined ? null : fieldAt(document.value, field);
  return typeof text === "string" ? text : "";
}
