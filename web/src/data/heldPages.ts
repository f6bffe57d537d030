/** The pages of a list that holds still; those far from the view are let go. */
import { type HeldRow, holdOrder } from "./heldOrder";

export class HeldPages<Row extends { _id: string }> {
  readonly #pages = new Map<number, HeldRow<Row>[]>();
  /** Also of pages that were let go. */
  readonly #lengths = new Map<number, number>();

  /** @param pages what is loaded now; none right after one has come back */
  update(
    pages: ReadonlyMap<number, readonly Row[]>,
    head: ReadonlyMap<string, Row>,
  ): void {
    for (const index of pages.size === 0 ? [] : this.#pages.keys()) {
      if (!pages.has(index)) {
        this.#pages.delete(index);
      }
    }
    for (const [index, rows] of pages) {
      const held = this.#pages.get(index) ?? [];
      const now = holdOrder(held, rows, head);
      this.#pages.set(index, now);
      this.#lengths.set(index, now.length);
    }
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
}
