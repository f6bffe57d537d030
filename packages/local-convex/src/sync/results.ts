/** The results a cache keeps: which are still true, and which may be given up. */
import type { KeyInterval } from "../engine";
import { type CallOutcome, failureMessage } from "../host/host";
import { RangeIndex } from "./rangeIndex";

/** Told once when the result it watches is no longer true. */
export interface Watcher {
  invalidated(): void;
}

/** The result of one query with what it was read from. */
export class Result {
  /** Ns; from this commit on the result is not true. Zero: never was. */
  invalidatedAt: bigint | null = null;
  /** Kept by a result set, which tells its watchers. */
  live = false;
  readonly watchers = new Set<Watcher>();
  /** All of a modification's fields but its query id, as JSON text. */
  readonly text: string;
  /** Equal for results that look the same to the client. */
  readonly fingerprint: string;
  readonly type: "QueryUpdated" | "QueryFailed";

  constructor(
    readonly key: string,
    readonly outcome: CallOutcome,
    /** Snapshot it was computed on, ns. */
    readonly ts: bigint,
    readonly intervals: readonly KeyInterval[],
    readonly journal: string | null,
    /** When it read the clock or chance, ms; null if it did not. */
    readonly clockReadAt: number | null,
  ) {
    const { failure, logLines } = outcome;
    const ending = `"logLines":${JSON.stringify(logLines)},"journal":${JSON.stringify(journal)}`;
    if (failure === null) {
      this.type = "QueryUpdated";
      this.text = `"value":${outcome.json},${ending}`;
      this.fingerprint = this.text;
      return;
    }
    const message = failureMessage(outcome, failure);
    const { data } = failure;
    const errorData = data === undefined ? "" : JSON.stringify(data);
    const fields = errorData === "" ? "" : `"errorData":${errorData},`;
    this.type = "QueryFailed";
    this.text = `"errorMessage":${JSON.stringify(message)},${fields}${ending}`;
    this.fingerprint = `${failure.message}\n${errorData}\n${ending}`;
  }

  isTrueAt(ts: bigint): boolean {
    const { invalidatedAt } = this;
    return this.ts <= ts && (invalidatedAt === null || ts < invalidatedAt);
  }

  /** Estimated bytes in memory. */
  get size(): number {
    return 2 * this.text.length + INTERVAL_BYTES * this.intervals.length;
  }
}

const INTERVAL_BYTES = 200;

/** What results without a watcher may hold on to: newest use first. */
const MAX_IDLE_RESULTS = 1_000;
const MAX_IDLE_BYTES = 32 * 2 ** 20;

/** Results by query, arguments and identity. */
export class ResultSet {
  readonly #byKey = new Map<string, Result>();
  readonly #ranges = new RangeIndex<Result>();
  /** In order of use, the longest unused first. */
  readonly #idle = new Set<Result>();
  #idleBytes = 0;

  /** The latest true result under the key, if there is one. */
  get(key: string): Result | undefined {
    const result = this.#byKey.get(key);
    if (result !== undefined && this.#idle.delete(result)) {
      this.#idle.add(result);
    }
    return result;
  }

  /** Takes the place of an older one under its key, which keeps its watchers. */
  add(result: Result): void {
    result.live = true;
    this.#byKey.set(result.key, result);
    this.#ranges.add(result.intervals, result);
    this.#setIdle(result);
  }

  /** False when the result is no longer kept: nobody would tell the watcher. */
  watch(result: Result, watcher: Watcher): boolean {
    if (!result.live) {
      return false;
    }
    if (this.#idle.delete(result)) {
      this.#idleBytes -= result.size;
    }
    result.watchers.add(watcher);
    return true;
  }

  unwatch(result: Result, watcher: Watcher): void {
    if (!result.watchers.delete(watcher) || result.watchers.size > 0) {
      return;
    }
    if (result.live) {
      this.#setIdle(result);
    }
  }

  /** @param ts of the commit that wrote the keys, ns. */
  invalidate(keys: readonly string[], ts: bigint): void {
    if (this.#ranges.isEmpty) {
      return;
    }
    for (const result of this.#ranges.find(keys)) {
      if (result.ts < ts) {
        this.#end(result, ts);
      }
    }
  }

  invalidateAll(): void {
    for (const result of this.#byKey.values()) {
      this.#end(result, 0n);
    }
  }

  /** Gives up what has been without a watcher for longest, down to the limits. */
  trim(): void {
    for (const result of this.#idle) {
      if (
        this.#idle.size <= MAX_IDLE_RESULTS &&
        this.#idleBytes <= MAX_IDLE_BYTES
      ) {
        return;
      }
      this.#remove(result);
    }
  }

  get size(): number {
    return this.#byKey.size;
  }

  #setIdle(result: Result): void {
    this.#idle.add(result);
    this.#idleBytes += result.size;
  }

  #end(result: Result, ts: bigint): void {
    result.invalidatedAt = ts;
    this.#remove(result);
    const watchers = [...result.watchers];
    result.watchers.clear();
    for (const watcher of watchers) {
      watcher.invalidated();
    }
  }

  #remove(result: Result): void {
    result.live = false;
    if (this.#byKey.get(result.key) === result) {
      this.#byKey.delete(result.key);
    }
    this.#ranges.remove(result.intervals, result);
    if (this.#idle.delete(result)) {
      this.#idleBytes -= result.size;
    }
  }
}
