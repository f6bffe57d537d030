/**
 * Runs transactions: reads on the last commit, writes one after another in
 * batches that share one durable commit.
 */
import { Date } from "../host/hostGlobals";
import { tableNumberOf } from "../storage/layout";
import type { Durability, Store } from "../storage/store";
import { Layer } from "../overlay/layer";
import { ReadSet } from "../overlay/readSet";
import {
  type Commit,
  qualifiedTable,
  type SystemTable,
} from "../overlay/types";
import { View } from "../overlay/view";
import { changesOf, type EngineState, loadCommitted } from "./committed";
import {
  type ConflictCount,
  ContentionMeter,
  type OccMode,
} from "./contention";
import { Savepoint } from "./savepoint";
import { SystemTables } from "./systemTables";
import { Transaction } from "./transaction";

export type FaultPoint = "before-sync" | "after-sync";

export interface EngineOptions {
  /** Data folder, created when missing. */
  directory: string;
  durability: Durability;
  limits: "production" | "off";
  /** Look at every page of the file before it is opened. Default: at the first ones. */
  checksWholeFile?: boolean;
  systemTables: readonly SystemTable[];
  /** Wall clock in ms; default `Date.now`. */
  now?: () => number;
  faultPoint?: (name: FaultPoint) => void;
  /** What to do about conflicts that production would have had. Default "off". */
  occ?: OccMode;
  /** Waits before the next try of a conflicting transaction; default: as production. */
  backoff?: (failures: number) => Promise<unknown>;
}

export type Body<T> = (tx: Transaction) => T | Promise<T>;

export interface Result<T> {
  value: T;
  /** Snapshot ts of a read, commit ts of a write, ns. */
  ts: bigint;
  readSet: ReadSet;
}

export interface EngineStatistics {
  tables: number;
  documents: number;
  /** Size of the database file; freed pages are reused, not given back. */
  fileBytes: number;
  /** Conflicts that production would have had; empty with `occ: "off"`. */
  conflicts: ConflictCount[];
}

const NS_PER_MS = 1_000_000n;

/** Writes that have run but are not durable yet. */
export interface Batch {
  readonly view: View;
  readonly layer: Layer;
  readonly commits: Commit[];
}

/** One deployment's data: reads on the last commit, writes in order. */
export class Database {
  readonly systemTables: SystemTables;
  readonly contention: ContentionMeter;
  readonly #options: EngineOptions;
  readonly #now: () => number;
  readonly #store: Store;
  readonly #running = new Set<Promise<unknown>>();
  /** Ahead of what is committed during a batch. */
  readonly #state: EngineState;
  #committed: View;
  #committedTs: bigint;

  constructor(options: EngineOptions, store: Store) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#store = store;
    this.systemTables = new SystemTables(options.systemTables);
    this.contention = new ContentionMeter(
      options.occ ?? "off",
      this.systemTables,
    );
    const snapshot = store.snapshot();
    const { catalog, state } = loadCommitted(snapshot);
    this.#state = state;
    this.#committed = new View(snapshot, catalog, null);
    this.#committedTs = state.lastTs;
  }

  get latestTs(): bigint {
    return this.#committedTs;
  }

  read<T>(body: Body<T>): Promise<Result<T>> {
    const running = this.#read(body).finally(() => {
      this.#running.delete(running);
    });
    this.#running.add(running);
    return running;
  }

  async #read<T>(body: Body<T>): Promise<Result<T>> {
    const snapshot = this.#committed.snapshot.retain();
    const ts = this.#committedTs;
    const tx = this.#begin(this.#committed, ts, null);
    try {
      return { value: await body(tx), ts, readSet: tx.readSet };
    } finally {
      tx.finish();
      snapshot.release();
    }
  }

  beginBatch(): Batch {
    const { snapshot, catalog } = this.#committed;
    const layer = new Layer(null, catalog);
    const view = new View(snapshot.retain(), catalog, layer);
    return { view, layer, commits: [] };
  }

  /**
   * Runs the body over the batch; a body that throws leaves no trace in it.
   * @param askedAt position of the contention meter when it was asked for
   */
  async runInBatch<T>(
    batch: Batch,
    label: string,
    body: Body<T>,
    askedAt: number,
  ): Promise<Result<T>> {
    const beginTs = this.#state.lastTs;
    const layer = new Layer(batch.layer, batch.layer.catalog);
    const tx = this.#begin(batch.view, beginTs, layer);
    const { readSet } = tx;
    let value: T;
    try {
      value = await body(tx);
    } finally {
      tx.finish();
    }
    // Also when it wrote nothing: on its older snapshot it might have.
    this.contention.check(label, readSet, askedAt, layer.catalog);
    if (layer.isEmpty) {
      return { value, ts: beginTs, readSet };
    }
    const ts = this.#nextTs();
    layer.resolveCommitTs(ts);
    const commit = commitOf(layer, label, ts);
    batch.commits.push(commit);
    this.contention.record(commit);
    layer.mergeInto(batch.layer);
    return { value, ts, readSet };
  }

  /** Makes the batch durable, then current. Throws StoreWriteError. */
  async commitBatch({ view, layer, commits }: Batch): Promise<void> {
    try {
      if (commits.length === 0) {
        return;
      }
      const { faultPoint } = this.#options;
      const { lastTs } = this.#state;
      const previous = this.#committed;
      faultPoint?.("before-sync");
      await this.#store.commit(changesOf(layer, previous, this.#state));
      faultPoint?.("after-sync");
      this.#committed = new View(this.#store.snapshot(), layer.catalog, null);
      this.#committedTs = lastTs;
      previous.snapshot.release();
    } finally {
      view.snapshot.release();
    }
  }

  backUp(
    target: string,
    addFiles: (folder: string) => Promise<void>,
  ): Promise<void> {
    return this.#store.backUp(target, addFiles);
  }

  statistics(): EngineStatistics {
    const { tables } = this.#committed.catalog;
    let documents = 0;
    for (const table of tables.keys()) {
      documents += this.#committed.count(table);
    }
    const fileBytes = this.#store.fileBytes();
    const conflicts = this.contention.counts;
    return { tables: tables.size, documents, fileBytes, conflicts };
  }

  /** Waits for running reads; no batch may be open. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#running);
    this.#committed.snapshot.release();
    await this.#store.close();
  }

  #begin(base: View, beginTs: bigint, layer: Layer | null): Transaction {
    const now = this.#now();
    const scope = {
      beginTs,
      now,
      base,
      readSet: new ReadSet(),
      limits: this.#options.limits,
      systemTables: this.systemTables,
      cursorSecret: this.#state.cursorSecret,
      nextCreationTime: () => this.#nextCreationTime(now),
    };
    return new Transaction(Savepoint.root(scope, layer));
  }

  #nextTs(): bigint {
    const wallClock = BigInt(Math.floor(this.#now())) * NS_PER_MS;
    const { lastTs } = this.#state;
    this.#state.lastTs = wallClock > lastTs ? wallClock : lastTs + 1n;
    return this.#state.lastTs;
  }

  /** Strictly increasing across all documents, and restarts. */
  #nextCreationTime(now: number): number {
    const least = nextDouble(this.#state.lastCreationTime);
    this.#state.lastCreationTime = now > least ? now : least;
    return this.#state.lastCreationTime;
  }
}

function commitOf(layer: Layer, label: string, ts: bigint): Commit {
  const tables = new Set<string>();
  for (const number of new Set(
    [...layer.documents.keys()].map(tableNumberOf),
  )) {
    const table = layer.catalog.tables.get(number);
    if (table !== undefined) {
      tables.add(qualifiedTable(table.component, table.name));
    }
  }
  return { ts, label, writes: layer.changedKeys(), tables };
}

const bits = new DataView(new ArrayBuffer(8));

/** The next representable number above a non-negative one. */
function nextDouble(value: number): number {
  bits.setFloat64(0, value);
  const low = bits.getUint32(4);
  bits.setUint32(4, low + 1);
  if (low === 0xffff_ffff) {
    bits.setUint32(0, bits.getUint32(0) + 1);
  }
  return bits.getFloat64(0);
}
