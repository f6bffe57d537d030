/** An immutable view of the database file, shared by all readers of a commit. */
import type { RootDatabase, Transaction } from "lmdb";
import { fullKeys, storedBounds } from "./longKeys";

/** Reads one commit of the file. */
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
    if (this.#references === 0) {
      this.#options.transaction.done();
    }
  }

  get(key: string): string | undefined {
    return this.#db.get(key, this.#options);
  }

  /** Keys in [start, end), in order or backwards. */
  keys(
    start: string,
    end: string,
    reverse: boolean,
  ): Generator<string, undefined> {
    const [low, high] = storedBounds(start, end);
    const bounds = reverse
      ? { start: high, end: low, exclusiveStart: true, inclusiveEnd: true }
      : { start: low, end: high };
    const options = { ...bounds, ...this.#options, reverse };
    const storedKeys = this.#db.getKeys(options);
    const valueOf = (storedKey: string) => this.get(storedKey) ?? "";
    return fullKeys(storedKeys, valueOf, { start, end }, reverse);
  }
}
