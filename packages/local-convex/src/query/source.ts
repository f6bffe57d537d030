/** Where a query's documents come from: an index, the table by id, or a search. */
import {
  CREATION_TIME_INDEX,
  ID_INDEX,
  type IndexDefinition,
  type TableDefinition,
} from "../storage/catalogState";
import { keyAfter, tableNameKey } from "../storage/layout";
import type { Document } from "../transaction/document";
import type { GrowingInterval } from "../transaction/readSet";
import type {
  KeyInterval,
  QueryOrder,
  QuerySource,
  RangeExpression,
} from "../transaction/types";
import type { Scan } from "../transaction/view";
import { idKeyRange, indexKeyRange } from "./range";
import { countRead, type Reads } from "./reads";
import { SearchSource } from "./search";

/** Documents in query order; `position` names the last one for cursors. */
export interface Source {
  next(): Document | null;
  readonly position: string | null;
  /** Sizes of the documents read so far. */
  readonly bytesRead: number;
  close(): void;
}

/** The part of a query between two cursors, both by position. */
export interface Window {
  /** Exclusive. */
  after?: string;
  /** Inclusive. */
  upTo?: string;
}

/** Throws when the index does not exist; a missing table is empty. */
export function openSource(
  reads: Reads,
  component: string,
  source: QuerySource,
  window: Window,
): Source {
  if (source.type === "FullTableScan") {
    return openRange(reads, component, window, {
      tableName: source.tableName,
      indexName: CREATION_TIME_INDEX,
      range: [],
      order: source.order,
    });
  }
  const [tableName = "", indexName = ""] = source.indexName.split(".");
  if (source.type === "IndexRange") {
    const { range, order } = source;
    return openRange(reads, component, window, {
      tableName,
      indexName,
      range,
      order,
    });
  }
  const table = findTable(reads, component, tableName);
  const index = requireIndex(table, tableName, indexName, "search");
  if (table === undefined) return EMPTY_SOURCE;
  return new SearchSource(reads, table, index, source.filters, window);
}

interface RangeRequest {
  tableName: string;
  indexName: string;
  range: readonly RangeExpression[];
  order: QueryOrder;
}

function openRange(
  reads: Reads,
  component: string,
  window: Window,
  { tableName, indexName, range, order }: RangeRequest,
): Source {
  const reverse = order === "desc";
  const table = findTable(reads, component, tableName);
  if (indexName === ID_INDEX) {
    if (table === undefined) return EMPTY_SOURCE;
    const keys = narrow(idKeyRange(table.number, range), window, reverse);
    const scan = reads.view.scanDocuments(keys, reverse);
    return new RangeSource(reads, table, scan, keys, reverse);
  }
  if (table === undefined && indexName === CREATION_TIME_INDEX) {
    return EMPTY_SOURCE;
  }
  const index = requireIndex(table, tableName, indexName, "database");
  if (table === undefined) return EMPTY_SOURCE;
  const keys = narrow(
    indexKeyRange(index, table.number, range),
    window,
    reverse,
  );
  const scan = reads.view.scanIndex(index.number, keys, reverse);
  return new RangeSource(reads, table, scan, keys, reverse);
}

/** A missing table is read as well: its creation changes the answer. */
function findTable(
  reads: Reads,
  component: string,
  name: string,
): TableDefinition | undefined {
  const table = reads.view.catalog.find(component, name);
  if (table === undefined) reads.readSet?.point(tableNameKey(component, name));
  return table;
}

function requireIndex(
  table: TableDefinition | undefined,
  tableName: string,
  indexName: string,
  kind: IndexDefinition["kind"],
): IndexDefinition {
  const index = table?.indexes.find(
    (candidate) => candidate.name === indexName && candidate.kind === kind,
  );
  if (index === undefined) {
    throw new Error(`Index ${tableName}.${indexName} not found.`);
  }
  if (index.staged) {
    throw new Error(
      `Index ${tableName}.${indexName} is currently staged and not available to query.`,
    );
  }
  return index;
}

function narrow(
  range: KeyInterval,
  window: Window,
  reverse: boolean,
): KeyInterval {
  let { start, end } = range;
  const [lower, upper] = reverse
    ? [window.upTo, window.after]
    : [window.after, window.upTo];
  if (lower !== undefined) {
    const bound = reverse ? lower : keyAfter(lower);
    if (bound > start) start = bound;
  }
  if (upper !== undefined) {
    const bound = reverse ? upper : keyAfter(upper);
    if (bound < end) end = bound;
  }
  return { start, end };
}

const EMPTY_SOURCE: Source = {
  next: () => null,
  position: null,
  bytesRead: 0,
  close: () => undefined,
};

class RangeSource implements Source {
  position: string | null = null;
  bytesRead = 0;
  readonly #reads: Reads;
  readonly #table: TableDefinition;
  readonly #scan: Scan;
  readonly #range: KeyInterval;
  readonly #reverse: boolean;
  #interval: GrowingInterval | undefined;
  #started = false;

  constructor(
    reads: Reads,
    table: TableDefinition,
    scan: Scan,
    range: KeyInterval,
    reverse: boolean,
  ) {
    this.#reads = reads;
    this.#table = table;
    this.#scan = scan;
    this.#range = range;
    this.#reverse = reverse;
  }

  next(): Document | null {
    if (!this.#started) this.#start();
    const key = this.#scan.next();
    this.#extendInterval(key);
    if (key === undefined) return null;
    this.position = key;
    const document = this.#reads.view.documentOfEntry(this.#table.number, key);
    this.bytesRead += document.size;
    countRead(this.#reads, document);
    return document;
  }

  close(): void {
    this.#scan.close();
  }

  #start(): void {
    this.#started = true;
    this.#reads.budget?.add("databaseQueries", 1);
    const { start, end } = this.#range;
    this.#interval = this.#reverse
      ? this.#reads.readSet?.range(end, end)
      : this.#reads.readSet?.range(start, start);
  }

  /** The dependency ends at the last key consumed, or covers the whole range. */
  #extendInterval(key: string | undefined): void {
    const interval = this.#interval;
    if (interval === undefined) return;
    if (this.#reverse) interval.start = key ?? this.#range.start;
    else interval.end = key === undefined ? this.#range.end : keyAfter(key);
  }
}
