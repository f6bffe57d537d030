/** Rows that are all in memory, as a stream of convex-helpers. */
import type { GenericDocument } from "convex/server";
import { compareValues, type Value } from "convex/values";
import {
  QueryStream,
  type IndexBounds,
  type IndexKey,
} from "convex-helpers/server/stream";

type Entry<Row> = [Row, IndexKey, number];

/**
 * A few rows in the order of an index that they were not read by. Its cursors
 * are those of a stream over that index.
 */
export class SortedStream<
  Row extends GenericDocument,
> extends QueryStream<Row> {
  readonly #entries: Entry<Row>[];
  readonly #order: "asc" | "desc";
  readonly #fields: string[];

  /** @param fields of the order, `_creationTime` and `_id` last */
  constructor(rows: Row[], order: "asc" | "desc", fields: string[]) {
    super();
    const sign = order === "asc" ? 1 : -1;
    this.#entries = rows
      .map((row): Entry<Row> => [row, fields.map((field) => row[field]), 0])
      .sort(([, a], [, b]) => sign * compareKeys(a, b));
    this.#order = order;
    this.#fields = fields;
  }

  override async *iterWithKeys() {
    yield* this.#entries;
    return undefined;
  }

  override narrow(bounds: IndexBounds): SortedStream<Row> {
    const lowest = bounds.lowerBoundInclusive ? 0 : 1;
    const highest = bounds.upperBoundInclusive ? 0 : -1;
    const rows = this.#entries
      .filter(
        ([, key]) =>
          compareKeys(key, bounds.lowerBound) >= lowest &&
          compareKeys(key, bounds.upperBound) <= highest,
      )
      .map(([row]) => row);
    return new SortedStream(rows, this.#order, this.#fields);
  }

  override getOrder(): "asc" | "desc" {
    return this.#order;
  }

  override getIndexFields(): string[] {
    return this.#fields;
  }

  override getEqualityIndexFilter(): Value[] {
    return [];
  }
}

/** By the fields that the bound names. */
function compareKeys(key: IndexKey, bound: IndexKey): number {
  for (const [at, value] of bound.entries()) {
    const order = compareValues(key[at], value);
    if (order !== 0) {
      return Math.sign(order);
    }
  }
  return 0;
}
