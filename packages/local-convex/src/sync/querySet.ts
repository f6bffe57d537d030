/**
 * The queries one socket subscribes to. Only those that may have changed are
 * looked at; all of one evaluation are true at one timestamp.
 */
import type { Caller } from "../host";
import type { QueryCache, QueryRequest } from "./queryCache";
import type { Result, Watcher } from "./results";

interface Subscription extends Watcher {
  readonly queryId: number;
  query: QueryRequest;
  /** The result it watches. */
  result: Result | null;
  /** Fingerprint of what the client was told last. */
  told: string | null;
}

export class QuerySet {
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #dirty = new Set<Subscription>();
  #removed: number[] = [];

  /** `onChange` is called when an evaluation is due because a result changed. */
  constructor(
    private readonly cache: QueryCache,
    private readonly onChange: () => void,
  ) {}

  /** False when the id is taken. */
  add(queryId: number, query: QueryRequest): boolean {
    if (this.#subscriptions.has(queryId)) return false;
    const subscription: Subscription = {
      ...{ queryId, query, result: null, told: null },
      invalidated: () => {
        subscription.result = null;
        this.#redo(subscription);
      },
    };
    this.#subscriptions.set(queryId, subscription);
    this.#dirty.add(subscription);
    return true;
  }

  /** False when there is no such query. */
  remove(queryId: number): boolean {
    const subscription = this.#subscriptions.get(queryId);
    if (subscription === undefined) return false;
    this.#subscriptions.delete(queryId);
    this.#dirty.delete(subscription);
    this.#follow(subscription, null);
    this.#removed.push(queryId);
    return true;
  }

  clear(): void {
    for (const queryId of this.#subscriptions.keys()) this.remove(queryId);
  }

  /** Every query may have another result now: the identity changed. */
  touchAll(): void {
    for (const subscription of this.#subscriptions.values()) {
      this.#dirty.add(subscription);
    }
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
    const results = await Promise.all(
      pending.map(async (subscription) => {
        const { query } = subscription;
        const result = await this.cache.resultAt(ts, query, caller);
        this.#follow(subscription, result);
        return { subscription, result };
      }),
    );
    if (results.some(({ result }) => !result.isTrueAt(ts))) {
      for (const subscription of pending) this.#redo(subscription);
      this.#removed.unshift(...removed);
      return null;
    }
    const modifications = removed.map(
      (queryId) => `{"type":"QueryRemoved","queryId":${queryId}}`,
    );
    for (const { subscription, result } of results) {
      const { queryId, told } = subscription;
      if (told === result.fingerprint) continue;
      subscription.told = result.fingerprint;
      modifications.push(
        `{"type":"${result.type}","queryId":${queryId},${result.text}}`,
      );
    }
    return modifications;
  }

  #follow(subscription: Subscription, result: Result | null): void {
    if (subscription.result === result) return;
    if (subscription.result !== null) {
      this.cache.unwatch(subscription.result, subscription);
    }
    subscription.result = null;
    if (result === null || !this.#has(subscription)) return;
    if (result.journal !== null) {
      subscription.query = { ...subscription.query, journal: result.journal };
    }
    if (this.cache.watch(result, subscription)) subscription.result = result;
    else this.#redo(subscription);
  }

  #redo(subscription: Subscription): void {
    if (!this.#has(subscription)) return;
    this.#dirty.add(subscription);
    this.onChange();
  }

  /** It may have been removed while its query ran. */
  #has(subscription: Subscription): boolean {
    return this.#subscriptions.get(subscription.queryId) === subscription;
  }
}
