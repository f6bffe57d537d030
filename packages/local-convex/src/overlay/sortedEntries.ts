/** The index entries a transaction added or removed, in key order. */
export class SortedEntries {
  readonly keys: string[] = [];
  /** Parallel to `keys`: false marks a removed entry. */
  readonly present: boolean[] = [];

  set(key: string, present: boolean): void {
    const at = this.lowerBound(key);
    if (this.keys[at] === key) {
      this.present[at] = present;
      return;
    }
    this.keys.splice(at, 0, key);
    this.present.splice(at, 0, present);
  }

  /** The first position whose key is not below `key`. */
  lowerBound(key: string): number {
    let low = 0;
    let high = this.keys.length;
    const last = this.keys[high - 1];
    if (last === undefined || last < key) {
      return high;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      const candidate = this.keys[middle];
      if (candidate !== undefined && candidate < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  mergeInto(target: SortedEntries): void {
    for (const [at, key] of this.keys.entries()) {
      target.set(key, this.present[at] === true);
    }
  }
}
