/**
 * The queries one socket subscribes to. Only those that may have changed are
 * looked at; all of one evaluation are true at one timestamp.
 */
import type { Caller } from "../host/callRequest";
import { QUERIES_PER_TURN } from "./limits";
import type { QueryCache, QueryRequest } from "./queryCache";
import type { Result, Watcher } from "./results";

/** Looking up so many results that are known is as much work as running a query. */
const KEPT_PER_QUERY = 64;

interface Subscription extends Watcher {
  readonly queryId: number;
  query: QueryRequest;
  /** What the client sent of it, bytes. */
  readonly bytes: number;
  /** The result it watches. */
  result: Result | null;
  /** Fingerprint of what the client was told last. */
  told: string | null;
}

/** The subscriptions of one socket. */
export class QuerySet {
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #dirty = new Set<Subscription>();
  #removed: number[] = [];
  #queryBytes = 0;
  readonly #cache: QueryCache;
  readonly #onChange: () => void;

  /** `onChange` is called when an evaluation is due because a result changed. */
  constructor(cache: QueryCache, onChange: () => void) {
    this.#cache = cache;
    this.#onChange = onChange;
  }

  /** False when the id is taken. */
  add(queryId: number, query: QueryRequest): boolean {
    if (this.#subscriptions.has(queryId)) {
      return false;
    }
    const subscription: Subscription = {
      ...{ queryId, query, result: null, told: null },
      bytes: JSON.stringify(query).length,
      invalidated: () => {
        subscription.result = null;
        this.#redo(subscription);
      },
    };
    this.#subscriptions.set(queryId, subscription);
    this.#queryBytes += subscription.bytes;
    this.#dirty.add(subscription);
    return true;
  }

  /** False when there is no such query. */
  remove(queryId: number): boolean {
    const subscription = this.#subscriptions.get(queryId);
    if (subscription === undefined) {
      return false;
    }
    this.#subscriptions.delete(queryId);
    this.#queryBytes -= subscription.bytes;
    this.#dirty.delete(subscription);
    this.#follow(subscription, null);
    this.#removed.push(queryId);
    return true;
  }

  clear(): void {
    for (const queryId of this.#subscriptions.keys()) {
      this.remove(queryId);
    }
  }

  get size(): number {
    return this.#subscriptions.size;
  }

  /** Bytes of the queries themselves, their arguments above all. */
  get queryBytes(): number {
    return this.#queryBytes;
  }

  /** Bytes of the results that it follows, about. */
  get resultBytes(): number {
    let bytes = 0;
    for (const { result } of this.#subscriptions.values()) {
      bytes += result?.text.length ?? 0;
    }
    return bytes;
  }

  /** Every query may have another result now: the identity changed. */
  touchAll(): void {
    for (const subscription of this.#subscriptions.values()) {
      this.#dirty.add(subscription);
    }
  }

  /** To be awaited before an evaluation: other sockets may have one as well. */
  turn(): Promise<void> {
    const queries = Math.ceil(this.#dirty.size / KEPT_PER_QUERY);
    return this.#cache.turns.take(Math.min(queries, QUERIES_PER_TURN));
  }

  /**
   * What the client must be told, as JSON texts; null when the data or the code changed on the
   * way and it has to be tried again.
   * @param ts the engine's latest, ns.
   */
  async evaluate(ts: bigint, caller: Caller): Promise<string[] | null> {
    const pending = [...this.#dirty];
    const removed = this.#removed;
    this.#dirty.clear();
    this.#removed = [];
    const results = await this.#results(pending, ts, caller);
    if ([...results.values()].some((result) => !result.isTrueAt(ts))) {
      for (const subscription of pending) {
        this.#redo(subscription);
      }
      this.#removed.unshift(...removed);
      return null;
    }
    const modifications = removed.map(
      (queryId) => `{"type":"QueryRemoved","queryId":${queryId}}`,
    );
    for (const subscription of pending) {
      const result = results.get(subscription);
      const { queryId, told } = subscription;
      if (result === undefined || told === result.fingerprint) {
        continue;
      }
      subscription.told = result.fingerprint;
      modifications.push(
        `{"type":"${result.type}","queryId":${queryId},${result.text}}`,
      );
    }
    return modifications;
  }

  /**
   * First what is known, which is true at `ts`; then what has to run, a few at a
   * time. Data that changes on the way makes the next try shorter by what ran.
   */
  async #results(
    pending: readonly Subscription[],
    ts: bigint,
    caller: Caller,
  ): Promise<Map<Subscription, Result>> {
    const results = new Map<Subscription, Result>();
    const add = (subscription: Subscription, result: Result) => {
      this.#follow(subscription, result);
      results.set(subscription, result);
    };
    const unknown: Subscription[] = [];
    for (const subscription of pending) {
      const result = this.#cache.keptAt(ts, subscription.query, caller);
      if (result === null) {
        unknown.push(subscription);
      } else {
        add(subscription, result);
      }
    }
    for (let from = 0; from < unknown.length; from += QUERIES_PER_TURN) {
      const slice = unknown.slice(from, from + QUERIES_PER_TURN);
      await this.#cache.turns.take(slice.length);
      // What was taken back meanwhile, alone or with its socket, is not run.
      const running = slice
        .filter((subscription) => this.#has(subscription))
        .map(async (subscription) => {
          const { query } = subscription;
          add(subscription, await this.#cache.resultAt(ts, query, caller));
        });
      await Promise.all(running);
    }
    return results;
  }

  #follow(subscription: Subscription, result: Result | null): void {
    if (subscription.result === result) {
      return;
    }
    if (subscription.result !== null) {
      this.#cache.unwatch(subscription.result, subscription);
    }
    subscription.result = null;
    if (result === null || !this.#has(subscription)) {
      return;
    }
    if (result.journal !== null) {
      subscription.query = { ...subscription.query, journal: result.journal };
    }
    if (this.#cache.watch(result, subscription)) {
      subscription.result = result;
    } else {
      this.#redo(subscription);
    }
  }

  #redo(subscription: Subscription): void {
    if (!this.#has(subscription)) {
      return;
    }
    this.#dirty.add(subscription);
    this.#onChange();
  }

  /** It may have been removed while its query ran. */
  #has(subscription: Subscription): boolean {
    return this.#subscriptions.get(subscription.queryId) === subscription;
  }
}
