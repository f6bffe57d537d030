/**
 * Which owners read a key: points in a map, ranges in an interval tree, so that
 * a look-up costs nothing for the ranges it does not hit.
 */
import IntervalTree, { Interval } from "@flatten-js/interval-tree";
import type { KeyInterval } from "../engine";

interface Range<T> extends KeyInterval {
  readonly owners: Set<T>;
}

export class RangeIndex<T> {
  readonly #points = new Map<string, Set<T>>();
  readonly #tree = new IntervalTree<Range<T>>();
  /** The tree's ranges by their bounds: equal ranges share one. */
  readonly #ranges = new Map<string, Range<T>>();

  add(intervals: readonly KeyInterval[], owner: T): void {
    for (const interval of intervals) {
      if (isPoint(interval)) this.#addPoint(interval.start, owner);
      else this.#addRange(interval, owner);
    }
  }

  /** `intervals` are those the owner was added with. */
  remove(intervals: readonly KeyInterval[], owner: T): void {
    for (const interval of intervals) {
      if (isPoint(interval)) this.#removePoint(interval.start, owner);
      else this.#removeRange(interval, owner);
    }
  }

  /** The owners that read any of the keys. */
  find(keys: readonly string[]): Set<T> {
    const found = new Set<T>();
    for (const key of keys) {
      for (const owner of this.#points.get(key) ?? []) found.add(owner);
      if (this.#ranges.size === 0) continue;
      // The tree's intervals are closed, ours leave their end out.
      for (const { end, owners } of this.#tree.search(new Interval(key, key))) {
        if (key < end) for (const owner of owners) found.add(owner);
      }
    }
    return found;
  }

  get isEmpty(): boolean {
    return this.#points.size === 0 && this.#ranges.size === 0;
  }

  #addPoint(key: string, owner: T): void {
    const owners = this.#points.get(key);
    if (owners === undefined) this.#points.set(key, new Set([owner]));
    else owners.add(owner);
  }

  #removePoint(key: string, owner: T): void {
    const owners = this.#points.get(key);
    owners?.delete(owner);
    if (owners?.size === 0) this.#points.delete(key);
  }

  #addRange({ start, end }: KeyInterval, owner: T): void {
    const name = nameOf(start, end);
    let range = this.#ranges.get(name);
    if (range === undefined) {
      range = { start, end, owners: new Set() };
      this.#ranges.set(name, range);
      this.#tree.insert(new Interval(start, end), range);
    }
    range.owners.add(owner);
  }

  #removeRange({ start, end }: KeyInterval, owner: T): void {
    const name = nameOf(start, end);
    const range = this.#ranges.get(name);
    range?.owners.delete(owner);
    if (range?.owners.size !== 0) return;
    this.#ranges.delete(name);
    this.#tree.remove(new Interval(start, end), range);
  }
}

function isPoint({ start, end }: KeyInterval): boolean {
  return end.length === start.length + 1 && end === `${start}\0`;
}

/** Unambiguous, since keys hold bytes and U+FFFF is none. */
function nameOf(start: string, end: string): string {
  return `${start}\uffff${end}`;
}
