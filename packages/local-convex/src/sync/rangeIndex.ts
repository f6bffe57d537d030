/**
 * Which owners read a key: points by name, ranges in an interval tree, so that a
 * look-up costs nothing for the ranges it does not hit.
 */
import IntervalTree, { Interval } from "@flatten-js/interval-tree";
import type { KeyInterval } from "../engine";

interface Range<T> extends KeyInterval {
  readonly owners: Set<T>;
}

/** Finds what has read a key that was written. */
export class RangeIndex<T> {
  /** By name: equal ranges share one. */
  readonly #ranges = new Map<string, Range<T>>();
  /** Those that are no points. */
  readonly #tree = new IntervalTree<Range<T>>();

  add(intervals: readonly KeyInterval[], owner: T): void {
    for (const interval of intervals) {
      const { start, end } = interval;
      const name = nameOf(interval);
      let range = this.#ranges.get(name);
      if (range === undefined) {
        range = { start, end, owners: new Set() };
        this.#ranges.set(name, range);
        if (name !== start) {
          this.#tree.insert(new Interval(start, end), range);
        }
      }
      range.owners.add(owner);
    }
  }

  /** `intervals` are those the owner was added with. */
  remove(intervals: readonly KeyInterval[], owner: T): void {
    for (const interval of intervals) {
      const { start, end } = interval;
      const name = nameOf(interval);
      const range = this.#ranges.get(name);
      range?.owners.delete(owner);
      if (range?.owners.size !== 0) {
        continue;
      }
      this.#ranges.delete(name);
      if (name !== start) {
        this.#tree.remove(new Interval(start, end), range);
      }
    }
  }

  /** The owners that read any of the keys. */
  find(keys: readonly string[]): Set<T> {
    const found = new Set<T>();
    for (const key of keys) {
      const point = this.#ranges.get(key);
      for (const owner of point?.owners ?? []) {
        found.add(owner);
      }
      if (this.#tree.isEmpty()) {
        continue;
      }
      // The tree's intervals are closed, ours leave their end out.
      for (const { end, owners } of this.#tree.search(new Interval(key, key))) {
        if (key < end) {
          for (const owner of owners) {
            found.add(owner);
          }
        }
      }
    }
    return found;
  }

  get isEmpty(): boolean {
    return this.#ranges.size === 0;
  }
}

/** A point is named by its key; others never look like one: keys hold bytes, and U+FFFF is none. */
function nameOf({ start, end }: KeyInterval): string {
  const isPoint = end.length === start.length + 1 && end === `${start}\0`;
  return isPoint ? start : `${start}\uffff${end}`;
}
