/**
 * Changes tables and indexes inside a transaction: new indexes are backfilled
 * from what the transaction sees, dropped ones lose their keys at commit.
 */
import {
  type CatalogState,
  CREATION_TIME_FIELD,
  CREATION_TIME_INDEX,
  ID_INDEX,
  type IndexDefinition,
  isSystemName,
  type TableDefinition,
} from "./catalogState";
import { indexPrefix, tableNameKey } from "../storage/layout";
import { indexKeysOf } from "../overlay/indexEntries";
import type { Layer } from "../overlay/layer";
import { keyedFiltersOf } from "../overlay/postings";
import type {
  IndexJson,
  SchemaChange,
  SchemaJson,
  SearchIndexJson,
  TableJson,
} from "../overlay/types";
import type { View } from "../overlay/view";
import { checkValue } from "../values/validator";

type IndexPlan = Omit<IndexDefinition, "number">;

/**
 * docs.convex.dev/production/state/limits, "Database" and "Full text search".
 * Tables are those of all components together.
 */
const MAX_TABLES = 10_000;
const MAX_INDEXES_PER_TABLE = 32;
const MAX_SEARCH_INDEXES_PER_TABLE = 4;
const MAX_FIELDS_PER_INDEX = 16;
const INDEX_NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,63}$/;

/** A stored document does not fit the schema. */
export class SchemaMismatchError extends Error {
  override name = "SchemaMismatchError";
  constructor(
    readonly table: string,
    readonly documentId: string,
    readonly reason: string,
  ) {
    super(
      `Document with ID "${documentId}" in table "${table}" does not match the schema: ${reason}`,
    );
  }
}

/** A table or an index cannot be, or is one too many. */
export class SchemaDefinitionError extends Error {
  override name = "SchemaDefinitionError";
}

/** Applies schemas to the tables and indexes of a transaction. */
export class SchemaEditor {
  readonly #layer: Layer;
  readonly #view: View;

  constructor(layer: Layer, view: View) {
    this.#layer = layer;
    this.#view = view;
  }

  /** Null stands for no schema: tables stay, their indexes and rules go. */
  applySchema(component: string, schema: SchemaJson | null): SchemaChange {
    const change: SchemaChange = { addedIndexes: [], removedIndexes: [] };
    this.#mount(component);
    const declared = new Map(
      schema?.tables.map((table) => [table.tableName, table]),
    );
    const isNew = (name: string) => !this.#catalog.find(component, name);
    this.#requireRoomFor([...declared.keys()].filter(isNew).length);
    for (const table of this.#catalog.tablesOf(component)) {
      if (isSystemName(table.name) || declared.has(table.name)) {
        continue;
      }
      this.#setIndexes({ ...table, documentType: null }, [], change);
    }
    for (const table of declared.values()) {
      const documentType =
        schema?.schemaValidation === true ? (table.documentType ?? null) : null;
      const definition =
        this.#catalog.find(component, table.tableName) ??
        this.#addTable(component, table.tableName);
      this.#setIndexes({ ...definition, documentType }, plansOf(table), change);
    }
    return change;
  }

  /** Creates the table with its creation-time index; it must not exist. */
  createTable(component: string, name: string): TableDefinition {
    if (!isSystemName(name)) {
      this.#requireRoomFor(1);
    }
    return this.#addTable(component, name);
  }

  #addTable(component: string, name: string): TableDefinition {
    const [catalog, table] = this.#catalog.createTable(component, name);
    this.#layer.catalog = catalog;
    this.#layer.touched.add(tableNameKey(component, name));
    this.#mount(component);
    return table;
  }

  /** Makes the table's own indexes exactly these. */
  setIndexes(
    table: TableDefinition,
    indexes: readonly IndexJson[],
  ): TableDefinition {
    const plans = indexes.map((index) =>
      databasePlan(table.name, index, false),
    );
    return this.#setIndexes(table, plans, null);
  }

  unmount(component: string): void {
    this.#layer.catalog = this.#catalog.withComponent({
      path: component,
      mounted: false,
    });
  }

  get #catalog(): CatalogState {
    return this.#layer.catalog;
  }

  #requireRoomFor(added: number): void {
    const tables = [...this.#catalog.tables.values()];
    const users = tables.filter(({ name }) => !isSystemName(name));
    if (users.length + added <= MAX_TABLES) {
      return;
    }
    throw new SchemaDefinitionError(
      `Number of tables cannot exceed ${MAX_TABLES}.`,
    );
  }

  #mount(component: string): void {
    if (this.#catalog.components.get(component)?.mounted === true) {
      return;
    }
    this.#layer.catalog = this.#catalog.withComponent({
      path: component,
      mounted: true,
    });
  }

  #setIndexes(
    table: TableDefinition,
    plans: readonly IndexPlan[],
    change: SchemaChange | null,
  ): TableDefinition {
    const kept: IndexDefinition[] = [];
    const added: IndexDefinition[] = [];
    for (const plan of plans) {
      const same = table.indexes.find((index) => isSameIndex(index, plan));
      if (same !== undefined) {
        kept.push({ ...same, staged: plan.staged });
        continue;
      }
      const [catalog, index] = this.#catalog.allocateIndex(plan);
      this.#layer.catalog = catalog;
      added.push(index);
      change?.addedIndexes.push(`${table.name}.${plan.name}`);
    }
    const keptNumbers = new Set(kept.map((index) => index.number));
    for (const index of table.indexes) {
      if (index.name === CREATION_TIME_INDEX) {
        kept.unshift(index);
      } else if (!keptNumbers.has(index.number)) {
        this.#layer.droppedPrefixes.add(indexPrefix(index.number));
        change?.removedIndexes.push(`${table.name}.${index.name}`);
      }
    }
    const changed = { ...table, indexes: [...kept, ...added] };
    const current = this.#catalog.tables.get(table.number);
    if (current && JSON.stringify(current) === JSON.stringify(changed)) {
      return current;
    }
    this.#layer.catalog = this.#catalog.withTable(changed);
    this.#backfill(table, added);
    return changed;
  }

  #backfill(table: TableDefinition, added: readonly IndexDefinition[]): void {
    if (added.length === 0) {
      return;
    }
    const keys = new Map<IndexDefinition, string[]>();
    for (const document of this.#view.documentsOf(table.number)) {
      for (const index of added) {
        const ofIndex = keys.get(index) ?? [];
        for (const key of indexKeysOf(index, document)) {
          ofIndex.push(key);
        }
        keys.set(index, ofIndex);
      }
    }
    for (const [index, ofIndex] of keys) {
      const entries = this.#layer.entriesOf(index.number);
      // In order each is appended; out of order each would move what follows.
      for (const key of ofIndex.sort()) {
        entries.set(key, true);
      }
    }
  }
}

/** Throws SchemaMismatchError for the first stored document that does not fit. */
export function validateDocuments(
  view: View,
  component: string,
  schema: SchemaJson,
): void {
  if (!schema.schemaValidation) {
    return;
  }
  const { catalog } = view;
  const resolver = catalog.resolver(component);
  for (const { tableName, documentType } of schema.tables) {
    const table = catalog.find(component, tableName);
    if (table === undefined || !documentType) {
      continue;
    }
    for (const document of view.documentsOf(table.number)) {
      const { _id, _creationTime, ...fields } = document.value;
      const problem = checkValue(documentType, fields, resolver);
      if (problem !== null) {
        throw new SchemaMismatchError(tableName, document.id, problem);
      }
    }
  }
}

/** Vector indexes are accepted and ignored: nothing can query them here. */
function plansOf(table: TableJson): IndexPlan[] {
  const name = table.tableName;
  const plans = [
    ...table.indexes.map((index) => databasePlan(name, index, false)),
    ...(table.stagedDbIndexes ?? []).map((index) =>
      databasePlan(name, index, true),
    ),
    ...(table.searchIndexes ?? []).map((index) => searchPlan(index, false)),
    ...(table.stagedSearchIndexes ?? []).map((index) =>
      searchPlan(index, true),
    ),
  ];
  const names = new Set<string>();
  for (const plan of plans) {
    checkPlan(name, plan, names);
  }
  if (plans.length > MAX_INDEXES_PER_TABLE) {
    throw new SchemaDefinitionError(
      `Table "${name}" has too many indexes (${plans.length} > maximum number ${MAX_INDEXES_PER_TABLE})`,
    );
  }
  const searches = plans.filter(({ kind }) => kind === "search");
  if (searches.length > MAX_SEARCH_INDEXES_PER_TABLE) {
    throw new SchemaDefinitionError(
      `Table "${name}" cannot have more than ${MAX_SEARCH_INDEXES_PER_TABLE} search indexes.`,
    );
  }
  return plans;
}

function databasePlan(
  table: string,
  index: IndexJson,
  staged: boolean,
): IndexPlan {
  if (index.fields.includes(CREATION_TIME_FIELD)) {
    throw new SchemaDefinitionError(
      `In table "${table}" the index "${index.indexDescriptor}" names _creationTime, which every index ends with by itself.`,
    );
  }
  return {
    name: index.indexDescriptor,
    kind: "database",
    fields: [...index.fields, CREATION_TIME_FIELD],
    filterFields: [],
    keyedFilters: 0,
    staged,
  };
}

function searchPlan(index: SearchIndexJson, staged: boolean): IndexPlan {
  return {
    name: index.indexDescriptor,
    kind: "search",
    fields: [index.searchField],
    filterFields: index.filterFields,
    keyedFilters: keyedFiltersOf(index.filterFields),
    staged,
  };
}

function checkPlan(table: string, plan: IndexPlan, names: Set<string>): void {
  const invalid =
    !INDEX_NAME.test(plan.name) ||
    plan.name === CREATION_TIME_INDEX ||
    plan.name === ID_INDEX
      ? "its name is reserved or no identifier"
      : names.has(plan.name)
        ? "another index has the same name"
        : plan.fields.length > MAX_FIELDS_PER_INDEX + 1 ||
            plan.filterFields.length > MAX_FIELDS_PER_INDEX
          ? `it has more than ${MAX_FIELDS_PER_INDEX} fields`
          : null;
  if (invalid !== null) {
    throw new SchemaDefinitionError(
      `In table "${table}" the index "${plan.name}" is invalid because ${invalid}.`,
    );
  }
  names.add(plan.name);
}

/**
 * Staging may change freely; anything else makes another index, also the layout
 * of an older version's postings.
 */
function isSameIndex(index: IndexDefinition, plan: IndexPlan): boolean {
  return (
    index.name === plan.name &&
    index.kind === plan.kind &&
    index.fields.join() === plan.fields.join() &&
    index.filterFields.join() === plan.filterFields.join() &&
    index.keyedFilters === plan.keyedFilters
  );
}
