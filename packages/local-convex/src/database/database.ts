/**
 * Runs transactions: reads on the last commit, writes one after another in
 * batches that share one durable commit.
 */
import type { CatalogState } from "../storage/catalogState";
import type { Snapshot } from "../storage/snapshot";
import { Store } from "../storage/store";
import { Layer } from "../transaction/layer";
import { ReadRecorder } from "../transaction/readSet";
import {
  type Commit,
  qualifiedTable,
  type ReadSet,
} from "../transaction/types";
import { View } from "../transaction/view";
import { changesOf, type Committed, loadCommitted } from "./committed";
import {
  type ConflictCount,
  ContentionMeter,
  type OccMode,
} from "./contention";
import { EngineTransaction } from "./engineTransaction";
import type { TransactionScope } from "./savepoint";
import type { SystemTables } from "./systemTables";

export interface DatabaseOptions {
  directory: string;
  durability: "full" | "process";
  limits: "production" | "off";
  systemTables: SystemTables;
  now: () => number;
  faultPoint: (name: "before-sync" | "after-sync") => void;
  occ: OccMode;
}

export type Body<T> = (tx: EngineTransaction) => T | Promise<T>;

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
export class Batch {
  readonly layer: Layer;
  readonly snapshot: Snapshot;
  readonly commits: Commit[] = [];

  constructor(committed: Committed) {
    this.snapshot = committed.snapshot.retain();
    this.layer = new Layer(null, committed.catalog);
  }
}

export class Database {
  readonly contention: ContentionMeter;
  readonly #options: DatabaseOptions;
  readonly #store: Store;
  readonly #cursorSecret: Buffer;
  readonly #running = new Set<Promise<unknown>>();
  #committed: Committed;
  /** The last timestamp given out; ahead of `#committed.ts` during a batch. */
  #lastTs: bigint;
  #lastCreationTime: number;

  private constructor(options: DatabaseOptions, store: Store) {
    this.#options = options;
    this.#store = store;
    this.contention = new ContentionMeter(options.occ, options.systemTables);
    const snapshot = store.snapshot();
    const { catalog, state } = loadCommitted(snapshot);
    this.#committed = { snapshot, catalog, ts: state.lastTs };
    this.#lastTs = state.lastTs;
    this.#lastCreationTime = state.lastCreationTime;
    this.#cursorSecret = state.cursorSecret;
  }

  static async open(options: DatabaseOptions): Promise<Database> {
    const store = await Store.open(options.directory, options.durability);
    return new Database(options, store);
  }

  get latestTs(): bigint {
    return this.#committed.ts;
  }

  read<T>(body: Body<T>): Promise<Result<T>> {
    const running = this.#read(body).finally(() => {
      this.#running.delete(running);
    });
    this.#running.add(running);
    return running;
  }

  async #read<T>(body: Body<T>): Promise<Result<T>> {
    const { snapshot, catalog, ts } = this.#committed;
    const recorder = new ReadRecorder();
    const base = new View(null, snapshot.retain());
    const scope = this.#scope(base, catalog, ts, recorder);
    const tx = EngineTransaction.root(scope, null);
    try {
      const value = await body(tx);
      return { value, ts, readSet: recorder.finish() };
    } finally {
      tx.finish();
      snapshot.release();
    }
  }

  beginBatch(): Batch {
    return new Batch(this.#committed);
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
    const recorder = new ReadRecorder();
    const base = new View(batch.layer, batch.snapshot);
    const beginTs = this.#lastTs;
    const layer = new Layer(batch.layer, batch.layer.catalog);
    const scope = this.#scope(base, layer.catalog, beginTs, recorder);
    const tx = EngineTransaction.root(scope, layer);
    let value: T;
    try {
      value = await body(tx);
    } finally {
      tx.finish();
    }
    const readSet = recorder.finish();
    // Also when it wrote nothing: on its older snapshot it might have.
    this.contention.check(label, readSet, askedAt, layer.catalog);
    if (layer.isEmpty) return { value, ts: beginTs, readSet };
    const ts = this.#nextTs();
    layer.resolveCommitTs(ts);
    const commit = commitOf(layer, label, ts);
    batch.commits.push(commit);
    this.contention.record(commit);
    layer.mergeInto(batch.layer);
    return { value, ts, readSet };
  }

  /** Makes the batch durable, then current. Throws StoreWriteError. */
  async commitBatch(batch: Batch): Promise<void> {
    try {
      if (batch.commits.length === 0) return;
      const state = {
        lastTs: this.#lastTs,
        lastCreationTime: this.#lastCreationTime,
        cursorSecret: this.#cursorSecret,
      };
      this.#options.faultPoint("before-sync");
      const changes = changesOf(batch.layer, this.#committed, state);
      await this.#store.commit(changes);
      this.#options.faultPoint("after-sync");
      const previous = this.#committed.snapshot;
      this.#committed = {
        snapshot: this.#store.snapshot(),
        catalog: batch.layer.catalog,
        ts: state.lastTs,
      };
      previous.release();
    } finally {
      batch.snapshot.release();
    }
  }

  async backUp(
    target: string,
    addFiles: (folder: string) => Promise<void>,
  ): Promise<void> {
    await this.#store.backUp(target, addFiles);
  }

  statistics(): EngineStatistics {
    const { snapshot, catalog } = this.#committed;
    const view = new View(null, snapshot);
    let documents = 0;
    for (const table of catalog.tables.keys()) documents += view.count(table);
    const fileBytes = this.#store.fileBytes();
    const conflicts = this.contention.counts;
    return { tables: catalog.tables.size, documents, fileBytes, conflicts };
  }

  /** Waits for running reads; no batch may be open. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#running);
    this.#committed.snapshot.release();
    await this.#store.close();
  }

  #scope(
    base: View,
    catalog: CatalogState,
    beginTs: bigint,
    recorder: ReadRecorder,
  ): TransactionScope {
    const now = this.#options.now();
    return {
      beginTs,
      now,
      base,
      catalog,
      recorder,
      limits: this.#options.limits,
      systemTables: this.#options.systemTables,
      cursorSecret: this.#cursorSecret,
      nextCreationTime: () => this.#nextCreationTime(now),
    };
  }

  #nextTs(): bigint {
    const wallClock = BigInt(Math.floor(this.#options.now())) * NS_PER_MS;
    this.#lastTs = wallClock > this.#lastTs ? wallClock : this.#lastTs + 1n;
    return this.#lastTs;
  }

  /** Strictly increasing across all documents, and restarts. */
  #nextCreationTime(now: number): number {
    const least = nextDouble(this.#lastCreationTime);
    this.#lastCreationTime = now > least ? now : least;
    return this.#lastCreationTime;
  }
}

function commitOf(layer: Layer, label: string, ts: bigint): Commit {
  const tables = new Set<string>();
  for (const number of layer.writtenTables) {
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
  if (low === 0xffff_ffff) bits.setUint32(0, bits.getUint32(0) + 1);
  return bits.getFloat64(0);
}
