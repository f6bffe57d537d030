/**
 * The contention meter. One writer runs transactions one after another, so none
 * conflicts here; in production those that overlap do. A transaction overlaps
 * with everything committed between the moment it was asked for and its run:
 * if it read what one of those wrote, production would have run it again.
 */
import { random } from "../host/hostGlobals";
import type { CatalogState, TableDefinition } from "../catalog/catalogState";
import { internalIdOf, tableNameOf, tableNumberOf } from "../storage/layout";
import type { ReadSet } from "../overlay/readSet";
import { type Commit, qualifiedTable } from "../overlay/types";
import { encodeId } from "../values/ids";
import type { SystemTables } from "./systemTables";

/** report = count the conflicts; strict = also run again, and fail, because of them. */
export type OccMode = "off" | "report" | "strict";

/** How often production would have run one function again because of another. */
export interface ConflictCount {
  mutation: string;
  changedBy: string;
  table: string;
  count: number;
}

/** Overlapping a longer past than this counts as not overlapping. */
const MAX_REMEMBERED = 4_096;

/** Convex knobs UDF_EXECUTOR_OCC_{MAX_RETRIES,INITIAL_BACKOFF_MS,MAX_BACKOFF_MS}. */
export const OCC_MAX_RETRIES = 4;
const INITIAL_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 2_000;

/** Jittered, or all that conflicted once would conflict again. */
export function backoffMs(failures: number): number {
  const longest = Math.min(INITIAL_BACKOFF_MS * 2 ** failures, MAX_BACKOFF_MS);
  return random() * longest;
}

/** Strict mode only: the transaction is to be run again. In production's words. */
export class ConflictError extends Error {
  override name = "OptimisticConcurrencyControlFailure";
  constructor(mutation: string, changedBy: string, table: string, id: string) {
    const who =
      mutation === changedBy
        ? "Another call to this mutation"
        : `A call to "${changedBy}"`;
    super(
      `Documents read from or written to the "${table}" table changed while this mutation was being run and on every subsequent retry. ${who} changed the document with ID "${id}". See https://docs.convex.dev/error#1`,
    );
  }
}

/** Counts conflicts, or lets them fail, as `--occ` says. */
export class ContentionMeter {
  readonly #known = new Map<string, ConflictCount>();
  #recent: Commit[] = [];
  /** Number of commits before the first remembered one. */
  #forgotten = 0;
  readonly #mode: OccMode;
  readonly #systemTables: SystemTables;

  constructor(mode: OccMode, systemTables: SystemTables) {
    this.#mode = mode;
    this.#systemTables = systemTables;
  }

  /** The present, for `check` of a transaction that is asked for now. */
  get position(): number {
    return this.#forgotten + this.#recent.length;
  }

  get counts(): ConflictCount[] {
    return [...this.#known.values()];
  }

  record(commit: Commit): void {
    if (this.#mode === "off") {
      return;
    }
    this.#recent.push(commit);
    if (this.#recent.length < 2 * MAX_REMEMBERED) {
      return;
    }
    this.#recent = this.#recent.slice(MAX_REMEMBERED);
    this.#forgotten += MAX_REMEMBERED;
  }

  /**
   * Counts what the transaction conflicts with, once per function and table.
   * @throws ConflictError in strict mode.
   */
  check(
    mutation: string,
    readSet: ReadSet,
    since: number,
    catalog: CatalogState,
  ): void {
    if (this.#mode === "off") {
      return;
    }
    const counted = new Set<string>();
    let failure: ConflictError | null = null;
    const remembered = Math.max(0, since - this.#forgotten);
    for (const commit of this.#recent.slice(remembered)) {
      for (const key of readSet.touchedKeys(commit)) {
        const touched = this.#locate(key, catalog);
        if (touched === null) {
          continue;
        }
        const { table, id } = touched;
        const pair = JSON.stringify([mutation, commit.label, table]);
        if (!counted.has(pair)) {
          const count = (this.#known.get(pair)?.count ?? 0) + 1;
          const changedBy = commit.label;
          this.#known.set(pair, { mutation, changedBy, table, count });
        }
        counted.add(pair);
        failure ??= new ConflictError(mutation, commit.label, table, id);
      }
    }
    if (failure !== null && this.#mode === "strict") {
      throw failure;
    }
  }

  /** Null for the host's own tables, which production keeps elsewhere. */
  #locate(key: string, catalog: CatalogState) {
    const table = tableOfKey(key, catalog);
    if (table === null) {
      return null;
    }
    const { component, name, number } = table;
    const isHosts = name.startsWith("_");
    if (isHosts && !this.#systemTables.isVisibleToGuests(name)) {
      return null;
    }
    const id = number === null ? "" : encodeId(number, internalIdOf(key));
    return { table: qualifiedTable(component, name), id };
  }
}

type Located = Pick<TableDefinition, "component" | "name"> & {
  number: number | null;
};

/** A key of a document, of an index entry or of a table's name. */
function tableOfKey(key: string, catalog: CatalogState): Located | null {
  const named = tableNameOf(key);
  if (named !== null) {
    return { ...named, number: null };
  }
  const number = tableNumberOf(key);
  if (key.startsWith("d")) {
    return catalog.tables.get(number) ?? null;
  }
  for (const table of catalog.tables.values()) {
    if (table.indexes.some((index) => index.number === number)) {
      return table;
    }
  }
  return null;
}
