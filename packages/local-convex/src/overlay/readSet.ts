/** Records what a transaction read, as intervals of storage keys. */
import { keyAfter } from "../storage/layout";
import type { Commit, KeyInterval } from "./types";

/** An interval that grows while a stream is read. */
export interface GrowingInterval {
  start: string;
  end: string;
}

/** What a transaction depended on. */
export class ReadSet {
  #recorded: GrowingInterval[] = [];
  #isMerged = false;

  point(key: string): void {
    this.range(key, keyAfter(key));
  }

  range(start: string, end: string): GrowingInterval {
    const interval = { start, end };
    this.#recorded.push(interval);
    return interval;
  }

  /** Half-open, of storage keys, sorted and disjoint; the recording ends here. */
  get intervals(): readonly KeyInterval[] {
    if (!this.#isMerged) {
      this.#recorded = merge(this.#recorded);
    }
    this.#isMerged = true;
    return this.#recorded;
  }

  touchedBy(commit: Commit): boolean {
    return commit.writes.some((key) => this.#holds(key));
  }

  /** The commit's keys that lie in the intervals. */
  touchedKeys(commit: Commit): string[] {
    return commit.writes.filter((key) => this.#holds(key));
  }

  #holds(key: string): boolean {
    const intervals = this.intervals;
    let low = 0;
    let high = intervals.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const interval = intervals[middle];
      if (interval !== undefined && interval.end <= key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    const candidate = intervals[low];
    return candidate !== undefined && candidate.start <= key;
  }
}

function merge(recorded: readonly KeyInterval[]): GrowingInterval[] {
  const sorted = recorded
    .filter(({ start, end }) => start < end)
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const merged: GrowingInterval[] = [];
  for (const { start, end } of sorted) {
    const last = merged.at(-1);
    if (last === undefined || last.end < start) {
      merged.push({ start, end });
    } else if (last.end < end) {
      last.end = end;
    }
  }
  return merged;
}
