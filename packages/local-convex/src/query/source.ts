/** Where a query's documents come from: an index, the table by id, or a search. */
import {
  CREATION_TIME_INDEX,
  ID_INDEX,
  type IndexDefinition,
  type TableDefinition,
} from "../catalog/catalogState";
import { keyAfter, tableNameKey } from "../storage/layout";
import type { GrowingInterval } from "../overlay/readSet";
import type { KeyInterval, QuerySource } from "../overlay/types";
import { idKeyRange, indexKeyRange } from "./range";
import type { Reads } from "./reads";
import type { Row, Window } from "./rows";
import { searchRows } from "./search";

/** Throws when the index does not exist; a missing table is empty. */
export function openSource(
  reads: Reads,
  component: string,
  source: QuerySource,
  window: Window,
): Iterator<Row> {
  const { view, readSet } = reads;
  const [tableName = "", indexName = ""] =
    source.type === "FullTableScan"
      ? [source.tableName, CREATION_TIME_INDEX]
      : source.indexName.split(".");
  const found = view.catalog.find(component, tableName);
  // A missing table is read as well: its creation changes the answer.
  if (found === undefined) {
    readSet?.point(tableNameKey(component, tableName));
  }
  if (source.type === "Search") {
    const at = requireIndex(found, tableName, indexName, "search");
    return searchRows(reads, at.table, at.index, source.filters, window);
  }
  const reverse = source.order === "desc";
  const range = source.type === "IndexRange" ? source.range : [];
  if (found === undefined && IN_EVERY_TABLE.includes(indexName)) {
    return [].values();
  }
  if (found !== undefined && indexName === ID_INDEX) {
    const keys = narrow(idKeyRange(found.number, range), window, reverse);
    const scan = view.scanDocuments(keys, reverse);
    return rangeRows(reads, found, keys, scan, reverse);
  }
  const { table, index } = requireIndex(
    found,
    tableName,
    indexName,
    "database",
  );
  const whole = indexKeyRange(index, table.number, range);
  const keys = narrow(whole, window, reverse);
  const scan = view.scanIndex(index.number, keys, reverse);
  return rangeRows(reads, table, keys, scan, reverse);
}

const IN_EVERY_TABLE = [ID_INDEX, CREATION_TIME_INDEX];

function requireIndex(
  table: TableDefinition | undefined,
  tableName: string,
  indexName: string,
  kind: IndexDefinition["kind"],
): { table: TableDefinition; index: IndexDefinition } {
  const index = table?.indexes.find(
    (candidate) => candidate.name === indexName && candidate.kind === kind,
  );
  if (table === undefined || index === undefined) {
    throw new Error(`Index ${tableName}.${indexName} not found.`);
  }
  if (index.staged) {
    throw new Error(
      `Index ${tableName}.${indexName} is currently staged and not available to query.`,
    );
  }
  return { table, index };
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
    if (bound > start) {
      start = bound;
    }
  }
  if (upper !== undefined) {
    const bound = reverse ? upper : keyAfter(upper);
    if (bound < end) {
      end = bound;
    }
  }
  return { start, end };
}

/** A generator would take a tenth longer. */
function rangeRows(
  { view, budget, readSet }: Reads,
  table: TableDefinition,
  { start, end }: KeyInterval,
  scan: Iterator<string, undefined>,
  reverse: boolean,
): Iterator<Row> {
  let read: GrowingInterval | undefined;
  let isStarted = false;
  return {
    next() {
      if (!isStarted) {
        isStarted = true;
        budget?.add("databaseQueries", 1);
        read = readSet?.range(reverse ? end : start, reverse ? end : start);
      }
      const key = scan.next().value;
      // The dependency ends at the last key consumed, or covers the whole range.
      if (read !== undefined) {
        if (reverse) {
          read.start = key ?? start;
        } else {
          read.end = key === undefined ? end : keyAfter(key);
        }
      }
      if (key === undefined) {
        return { done: true, value: undefined };
      }
      const document = view.documentOfEntry(table.number, key);
      return { done: false, value: { document, position: key } };
    },
    return() {
      scan.return?.();
      return { done: true, value: undefined };
    },
  };
}
