/** The checks every document operation makes before it reads or writes. */
import type { CatalogState, TableDefinition } from "../catalog/catalogState";
import { documentPrefix } from "../storage/layout";
import type { Document } from "../overlay/document";
import { decodeId } from "../values/ids";
import type { JSONObject } from "../values/json";
import { checkDocument } from "../values/storable";
import { checkValue } from "../values/validator";

export interface DocumentAddress {
  readonly table: TableDefinition;
  readonly key: string;
}

/**
 * Finds the table an id belongs to; null when the component has none of that
 * number. Throws production's "Invalid argument" errors.
 */
export function resolveId(
  catalog: CatalogState,
  component: string,
  id: string,
  operation: string,
  expectedTable: string | undefined,
): DocumentAddress | null {
  const decoded = decodeId(id);
  if (decoded.kind === "invalid") {
    throw invalidId(operation, decoded.reason);
  }
  const { tableNumber, internal } = decoded.id;
  const table = catalog.tables.get(tableNumber);
  if (table?.component !== component) {
    return null;
  }
  if (expectedTable !== undefined && expectedTable !== table.name) {
    throw invalidId(
      operation,
      `expected to be an Id<"${expectedTable}">, got Id<"${table.name}"> instead.`,
    );
  }
  return { table, key: documentPrefix(tableNumber) + internal };
}

function invalidId(operation: string, reason: string): Error {
  return new Error(
    `Invalid argument \`id\` for \`db.${operation}\`: ${reason}`,
  );
}

/** The fields without `_id` and `_creationTime`, which may not change. */
export function withoutSystemFields(
  value: JSONObject,
  existing: Document | null,
): JSONObject {
  const { _id, _creationTime, ...fields } = value;
  const id = existing?.id;
  if (_id !== undefined && _id !== id) {
    throw new Error(
      `Provided \`_id\` field value ${JSON.stringify(_id)} does not match the document ID ${JSON.stringify(id)}`,
    );
  }
  const creationTime = existing?.creationTime;
  if (_creationTime !== undefined && _creationTime !== creationTime) {
    throw new Error(
      `Provided \`_creationTime\` field value ${JSON.stringify(_creationTime)} does not match the document's creation time ${JSON.stringify(creationTime)}`,
    );
  }
  return fields;
}

/** Throws unless the fields may be stored in the table. */
export function checkFields(
  catalog: CatalogState,
  table: TableDefinition,
  fields: JSONObject,
): void {
  checkDocument(fields);
  if (table.documentType === null) {
    return;
  }
  const resolver = catalog.resolver(table.component);
  const problem = checkValue(table.documentType, fields, resolver);
  if (problem !== null) {
    throw new Error(
      `Failed to insert or update a document in table "${table.name}" because it does not match the schema: ${problem}`,
    );
  }
}

/** Fields in the order production hands them out. */
export function sortFields(fields: JSONObject): JSONObject {
  const sorted: JSONObject = {};
  for (const name of Object.keys(fields).sort()) {
    const field = fields[name];
    if (field !== undefined) {
      sorted[name] = field;
    }
  }
  return sorted;
}
