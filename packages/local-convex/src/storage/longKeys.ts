/**
 * LMDB refuses keys over 1,978 bytes. A longer key is stored as its first
 * `DIRECT_KEY_BYTES` bytes and a hash, with the rest as the value; a scan that
 * meets such an entry gathers the whole run with that prefix and sorts it.
 */
import { createHash } from "node:crypto";
import { prefixEnd } from "../values/orderKey";

const DIRECT_KEY_BYTES = 1_900;

/** What LMDB holds for an index key. */
export function storedForm(key: string): { key: string; value: string } {
  if (key.length <= DIRECT_KEY_BYTES) return { key, value: "" };
  const hash = createHash("sha256").update(key, "latin1").digest("binary");
  return {
    key: key.slice(0, DIRECT_KEY_BYTES) + hash,
    value: key.slice(DIRECT_KEY_BYTES),
  };
}

/** Bounds LMDB can take, at least as wide as [start, end). */
export function storedBounds(start: string, end: string): [string, string] {
  return [
    start.slice(0, DIRECT_KEY_BYTES),
    end.length > DIRECT_KEY_BYTES
      ? prefixEnd(end.slice(0, DIRECT_KEY_BYTES))
      : end,
  ];
}

/** Restores full keys, in order, from stored ones in LMDB order. */
export class KeyRestorer {
  readonly #pull: () => string | undefined;
  readonly #valueOf: (storedKey: string) => string;
  readonly #reverse: boolean;
  #run: string[] = [];
  #ahead: string | undefined;

  constructor(options: {
    pull: () => string | undefined;
    valueOf: (storedKey: string) => string;
    reverse: boolean;
  }) {
    this.#pull = options.pull;
    this.#valueOf = options.valueOf;
    this.#reverse = options.reverse;
  }

  next(): string | undefined {
    const fromRun = this.#run.pop();
    if (fromRun !== undefined) return fromRun;
    const stored = this.#ahead ?? this.#pull();
    this.#ahead = undefined;
    if (stored === undefined || stored.length <= DIRECT_KEY_BYTES) {
      return stored;
    }
    return this.#gatherRun(stored);
  }

  #gatherRun(first: string): string | undefined {
    const prefix = first.slice(0, DIRECT_KEY_BYTES);
    let stored: string | undefined = first;
    while (
      stored !== undefined &&
      stored.length > DIRECT_KEY_BYTES &&
      stored.startsWith(prefix)
    ) {
      this.#run.push(prefix + this.#valueOf(stored));
      stored = this.#pull();
    }
    this.#ahead = stored;
    // The run is consumed from its end.
    this.#run.sort();
    if (!this.#reverse) this.#run.reverse();
    return this.#run.pop();
  }
}
