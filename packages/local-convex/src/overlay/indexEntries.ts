/** The index keys a document has. */
import type { IndexDefinition } from "../catalog/catalogState";
import { indexPrefix, internalIdOf } from "../storage/layout";
import { fieldAt } from "../values/json";
import { encodeValue } from "../values/orderKey";
import type { Document } from "./document";
import { postingKeys } from "./postings";

/** One key for a database index, several per distinct word for a search index. */
export function indexKeysOf(
  index: IndexDefinition,
  document: Document,
): string[] {
  return index.kind === "database"
    ? [databaseKey(index, document)]
    : postingKeys(index, document);
}

function databaseKey(index: IndexDefinition, document: Document): string {
  const value = document.value;
  let key = indexPrefix(index.number);
  for (const field of index.fields) {
    key += encodeValue(fieldAt(value, field));
  }
  return key + internalIdOf(document.key);
}
