/**
 * The types the engine shares with everything above it. Keys travel as byte
 * strings (one character per byte): immutable, cheap to compare, good map keys.
 */
import type { TransactionLimits, TransactionMetrics } from "convex/server";
import type { ValidatorJSON } from "convex/values";
import type { JSONObject, JSONValue } from "../values/json";

export type { TransactionLimits, TransactionMetrics };

/** A stored document; `json` is its Convex-JSON text, `value` parses it on first use. */
export interface StoredDocument {
  readonly id: string;
  readonly json: string;
  readonly value: JSONObject;
}

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
  page: StoredDocument[];
  isDone: boolean;
  continueCursor: string;
  splitCursor: string | null;
  pageStatus: "SplitRecommended" | "SplitRequired" | null;
}

/** Call `close` when abandoning a stream early; it is idempotent. */
export interface DocumentStream {
  next(): StoredDocument | null;
  close(): void;
}

/** What a transaction depended on. */
export interface ReadSet {
  /** Half-open intervals of storage keys, sorted and disjoint. */
  readonly intervals: readonly KeyInterval[];
  touchedBy(commit: Commit): boolean;
  /** The commit's keys that lie in the intervals. */
  touchedKeys(commit: Commit): string[];
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

/**
 * One transaction. Everything is synchronous; `component` is the component path
 * ("" is the app). Ids are the public base32 strings.
 */
export interface Transaction {
  /** Snapshot timestamp, ns. */
  readonly beginTs: bigint;
  /** Frozen wall clock, ms. */
  readonly now: number;
  readonly kind: TransactionKind;
  get(
    component: string,
    id: string,
    options?: { isSystem?: boolean; table?: string },
  ): StoredDocument | null;
  insert(component: string, table: string, value: JSONObject): string;
  /** Shallow merge; `{"$undefined":null}` removes a field. Returns the new document. */
  patch(
    component: string,
    id: string,
    patch: JSONObject,
    table?: string,
  ): StoredDocument;
  replace(
    component: string,
    id: string,
    value: JSONObject,
    table?: string,
  ): StoredDocument;
  /** Returns the document as it was. */
  remove(component: string, id: string, table?: string): StoredDocument;
  normalizeId(component: string, table: string, id: string): string | null;
  /** The component's table of that number, for `checkValue` of `v.id()`. */
  tableName(component: string, tableNumber: number): string | undefined;
  /** `isSystem` opens the tables of `db.system`. */
  openStream(component: string, query: QueryJson): DocumentStream;
  page(component: string, request: QueryPageJson): QueryPageResult;
  count(component: string, table: string): number;
  readonly system: SystemAccess;
  metrics(): TransactionMetrics;
  /** Counts one scheduled function; `argsBytes` is the size of its arguments. */
  recordScheduled(argsBytes: number): void;
  child(options?: {
    kind?: TransactionKind;
    limits?: TransactionLimits;
  }): ChildTransaction;
}

/** The host's own use of tables: uncounted, unvalidated, the host's own included. */
export type SystemAccess = Pick<
  Transaction,
  "get" | "insert" | "patch" | "replace" | "remove" | "openStream" | "count"
>;

/** A savepoint. Use the parent again only after `merge` or `discard`. */
export interface ChildTransaction extends Transaction {
  /** Folds the writes into the parent. */
  merge(): void;
  /** Drops the writes; what was read stays in the read set and the counters. */
  discard(): void;
}

/** The name of a table across components, e.g. "workpool/work" or "messages". */
export function qualifiedTable(component: string, table: string): string {
  return component === "" ? table : `${component}/${table}`;
}
