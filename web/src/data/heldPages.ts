/** The pages of a list that holds still; those far from the view are let go. */
import { type HeldRow, holdOrder, takeOrder } from "./heldOrder";

export class HeldPages<Row extends { _id: string }> {
  readonly #pages = new Map<number, HeldRow<Row>[]>();
  /** Also of pages that were let go. */
  readonly #lengths = new Map<number, number>();
  #news: readonly string[] = [];

  /** @param pages what is loaded now; none right after one has come back */
  update(
    pages: ReadonlyMap<number, readonly Row[]>,
    head: ReadonlyMap<string, Row>,
  ): void {
    if (pages.size > 0) {
      this.#letGo(pages);
    }
    const loaded = [...pages.values()].flat();
    const current = new Map(loaded.map((row) => [row._id, row]));
    for (const [index, rows] of pages) {
      const held = this.#pages.get(index) ?? [];
      const now =
        held.length > 0
          ? holdOrder(held, current, head)
          : takeOrder(this.#notElsewhere(rows));
      this.#pages.set(index, now);
      this.#lengths.set(index, now.length);
    }
    const shown = this.#ids();
    this.#news = [...new Set([...head.keys(), ...current.keys()])].filter(
      (id) => !shown.has(id),
    );
  }

  page(index: number): readonly HeldRow<Row>[] | undefined {
    return this.#pages.get(index);
  }

  lengthOf(index: number): number {
    return this.#lengths.get(index) ?? 0;
  }

  /** All that are held, in order. */
  rows(): HeldRow<Row>[] {
    const pages = [...this.#pages].toSorted(([a], [b]) => a - b);
    return pages.flatMap(([, rows]) => rows);
  }

  /**
   * Rows that are not among the held ones, by id: those of the head, and those
   * that belong between held ones, since a message arrived late or in the same
   * second as the newest, or since the row came under the filter.
   */
  news(): readonly string[] {
    return this.#news;
  }

  /** Forgets the order: the next update takes the server's. */
  clear(): void {
    this.#pages.clear();
    this.#lengths.clear();
    this.#news = [];
  }

  #letGo(pages: ReadonlyMap<number, unknown>): void {
    for (const index of this.#pages.keys()) {
      if (!pages.has(index)) {
        this.#pages.delete(index);
      }
    }
  }

  #ids(): ReadonlySet<string> {
    return new Set(this.rows().map(({ id }) => id));
  }

  /** Who moved from one page to another is shown once. */
  #notElsewhere(rows: readonly Row[]): Row[] {
    const shown = this.#ids();
    return rows.filter(({ _id }) => !shown.has(_id));
  }
}
