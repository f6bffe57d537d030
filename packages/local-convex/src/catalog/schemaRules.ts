/**
 * What Convex refuses of a schema before it looks at documents, in its words
 * (`check_index_references` in the backend's `crates/common/src/schemas/mod.rs`).
 */
import type { ValidatorJSON } from "convex/values";
import type { IndexJson, SchemaJson, TableJson } from "../overlay/types";
import { IDENTIFIER } from "./catalogState";
import { SchemaDefinitionError } from "./schemaChange";

/** @throws SchemaDefinitionError for the first table or index that cannot be. */
export function checkSchema({ tables, schemaValidation }: SchemaJson): void {
  const byName = [...tables].sort((left, right) =>
    left.tableName < right.tableName ? -1 : 1,
  );
  for (const table of byName) {
    if (!IDENTIFIER.test(table.tableName)) {
      throw new SchemaDefinitionError(
        `Invalid table name "${table.tableName}": table names must be identifiers of at most 64 letters, digits or underscores`,
      );
    }
  }
  if (!schemaValidation) {
    return;
  }
  for (const table of byName) {
    checkReferences(table);
  }
}

function checkReferences(table: TableJson): void {
  const { documentType, tableName } = table;
  if (documentType === undefined || documentType === null) {
    return;
  }
  for (const [index, field] of referencedFields(table)) {
    const isSystem = /^_[^.]*$/.test(field);
    if (!isSystem && !canContain(documentType, field.split("."))) {
      throw new SchemaDefinitionError(
        `In table "${tableName}" the index "${index}" is invalid because it references the field "${field}" that does not exist.`,
      );
    }
  }
}

/** In the order in which they are checked: which one is named depends on it. */
function referencedFields(table: TableJson): [index: string, field: string][] {
  const searches = [
    ...(table.searchIndexes ?? []),
    ...(table.stagedSearchIndexes ?? []),
  ];
  const live = sorted(table.indexes);
  const staged = sorted(table.stagedDbIndexes ?? []);
  return [
    ...[...live, ...staged].flatMap(({ indexDescriptor, fields }) =>
      pairs(indexDescriptor, fields),
    ),
    ...searches.flatMap(({ indexDescriptor, searchField }) =>
      pairs(indexDescriptor, [searchField]),
    ),
    ...searches.flatMap(({ indexDescriptor, filterFields }) =>
      pairs(indexDescriptor, filterFields),
    ),
  ];
}

function pairs(index: string, fields: readonly string[]): [string, string][] {
  return fields.map((field) => [index, field]);
}

function sorted(indexes: readonly IndexJson[]): IndexJson[] {
  return [...indexes].sort((left, right) =>
    left.indexDescriptor < right.indexDescriptor ? -1 : 1,
  );
}

/** Whether a document of this type can have a value there. */
function canContain(
  validator: ValidatorJSON,
  [field, ...rest]: readonly string[],
): boolean {
  if (field === undefined || validator.type === "any") {
    return true;
  }
  switch (validator.type) {
    case "union":
      return validator.value.some((each) => canContain(each, [field, ...rest]));
    case "object": {
      const inner = validator.value[field];
      return inner !== undefined && canContain(inner.fieldType, rest);
    }
    default:
      return false;
  }
}
