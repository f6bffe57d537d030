/** An immutable view of the database file, shared by all readers of a commit. */
import type { RootDatabase, Transaction } from "lmdb";
import { KeyRestorer, storedBounds } from "./longKeys";

export class Snapshot {
  readonly #db: RootDatabase<string, string>;
  readonly #options: { transaction: Transaction };
  #references = 1;

  constructor(db: RootDatabase<string, string>) {
    this.#db = db;
    this.#options = { transaction: db.useReadTransaction() };
  }

  retain(): this {
    this.#references += 1;
    return this;
  }

  /** The last release lets LMDB reuse the pages only this view still needs. */
  release(): void {
    this.#references -= 1;
    if (this.#references === 0) this.#options.transaction.done();
  }

  get(key: string): string | undefined {
    return this.#db.get(key, this.#options);
  }

  /** Keys in [start, end), in order or backwards. */
  keys(start: string, end: string, reverse: boolean): KeyCursor {
    return new KeyCursor(this, start, end, reverse);
  }

  /** The keys as LMDB holds them: long ones are cut and hashed. */
  storedKeys(start: string, end: string, reverse = false): Iterable<string> {
    const bounds = reverse
      ? { start: end, end: start, exclusiveStart: true, inclusiveEnd: true }
      : { start, end };
    return this.#db.getKeys({ ...bounds, ...this.#options, reverse });
  }
}

export class KeyCursor {
  readonly #iterator: Iterator<string>;
  readonly #restorer: KeyRestorer;
  readonly #start: string;
  readonly #end: string;

  constructor(
    snapshot: Snapshot,
    start: string,
    end: string,
    reverse: boolean,
  ) {
    this.#start = start;
    this.#end = end;
    const [storedStart, storedEnd] = storedBounds(start, end);
    const keys = snapshot.storedKeys(storedStart, storedEnd, reverse);
    this.#iterator = keys[Symbol.iterator]();
    this.#restorer = new KeyRestorer({
      pull: () => {
        const step = this.#iterator.next();
        return step.done === true ? undefined : step.value;
      },
      valueOf: (storedKey) => snapshot.get(storedKey) ?? "",
      reverse,
    });
  }

  next(): string | undefined {
    for (;;) {
      const key = this.#restorer.next();
      if (key === undefined) return undefined;
      if (key >= this.#start && key < this.#end) return key;
    }
  }

  close(): void {
    this.#iterator.return?.();
  }
}
