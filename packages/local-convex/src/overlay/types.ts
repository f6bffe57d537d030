/**
 * The types the engine shares with everything above it. Keys travel as byte
 * strings (one character per byte): immutable, cheap to compare, good map keys.
 */
import type { ValidatorJSON } from "convex/values";
import type { JSONValue } from "../values/json";
import type { Document } from "./document";

export interface RangeExpression {
  type: "Eq" | "Gt" | "Gte" | "Lt" | "Lte";
  fieldPath: string;
  value: JSONValue;
}

export type SearchFilter =
  | { type: "Search"; fieldPath: string; value: string }
  | { type: "Eq"; fieldPath: string; value: JSONValue };

export type QueryOrder = "asc" | "desc" | null;

/** Where a query reads from; index names are "table.index". */
export type QuerySource =
  | { type: "FullTableScan"; tableName: string; order: QueryOrder }
  | {
      type: "IndexRange";
      indexName: string;
      range: readonly RangeExpression[];
      order: QueryOrder;
    }
  | {
      type: "Search";
      indexName: string;
      filters: readonly SearchFilter[];
    };

export type QueryOperator = { filter: JSONValue } | { limit: number };

/** The `query` argument of the `1.0/queryStream` system call. */
export interface QueryJson {
  source: QuerySource;
  operators: readonly QueryOperator[];
}

/** The arguments of the `1.0/queryPage` system call. */
export interface QueryPageJson {
  query: QueryJson;
  cursor: string | null;
  /** Pass the journal of a rerun here when the guest gave none. */
  endCursor?: string | null;
  pageSize: number;
  maximumRowsRead?: number | null;
  maximumBytesRead?: number | null;
}

/** `continueCursor` is also the journal entry: a rerun passes it as `endCursor`. */
export interface QueryPageResult {
  page: Document[];
  isDone: boolean;
  continueCursor: string;
  splitCursor: string | null;
  pageStatus: "SplitRecommended" | "SplitRequired" | null;
}

export interface KeyInterval {
  readonly start: string;
  readonly end: string;
}

/** One durable transaction, as handed to `onCommit` listeners. */
export interface Commit {
  /** Nanoseconds, strictly increasing across restarts. */
  readonly ts: bigint;
  readonly label: string;
  /** Storage keys added, changed or removed. */
  readonly writes: readonly string[];
  /** Written tables as `qualifiedTable(component, table)`. */
  readonly tables: ReadonlySet<string>;
}

/** A table of the host, created with its indexes when the engine opens. */
export interface SystemTable {
  /** Starts with "_". */
  name: string;
  /** "root": only in component ""; "component": once in every component. */
  scope: "root" | "component";
  indexes: readonly IndexJson[];
  /** Guests may read it through `db.system`. */
  visibleToGuests?: boolean;
}

export interface IndexJson {
  indexDescriptor: string;
  fields: readonly string[];
}

export interface SearchIndexJson {
  indexDescriptor: string;
  searchField: string;
  filterFields: readonly string[];
}

export interface TableJson {
  tableName: string;
  indexes: readonly IndexJson[];
  stagedDbIndexes?: readonly IndexJson[];
  searchIndexes?: readonly SearchIndexJson[];
  stagedSearchIndexes?: readonly SearchIndexJson[];
  documentType?: ValidatorJSON | null;
}

/** `JSON.parse(schema.export())` of `convex/server`. */
export interface SchemaJson {
  tables: readonly TableJson[];
  schemaValidation: boolean;
}

/** Index names as "table.index", for the push's answer. */
export interface SchemaChange {
  addedIndexes: string[];
  removedIndexes: string[];
}

export type TransactionKind = "query" | "mutation" | "snapshotQuery";

/** The name of a table across components, e.g. "workpool/work" or "messages". */
export function qualifiedTable(component: string, table: string): string {
  return component === "" ? table : `${component}/${table}`;
}
