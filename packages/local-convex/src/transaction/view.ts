/** What a transaction sees: its layers of writes over a snapshot. */
import type { CatalogState } from "../storage/catalogState";
import { COUNT_PREFIX, documentPrefix, internalIdOf } from "../storage/layout";
import type { KeyCursor, Snapshot } from "../storage/snapshot";
import { prefixEnd } from "../values/orderKey";
import { Document } from "./document";
import type { Layer } from "./layer";
import { SortedEntries } from "./sortedEntries";
import type { KeyInterval } from "./types";

export class View {
  constructor(
    readonly snapshot: Snapshot,
    /** As of the snapshot. */
    private readonly committed: CatalogState,
    readonly layer: Layer | null,
  ) {}

  get catalog(): CatalogState {
    return this.layer?.catalog ?? this.committed;
  }

  /** What one sees through this layer, whose parent is the own one. */
  over(layer: Layer): View {
    return new View(this.snapshot, this.committed, layer);
  }

  document(key: string): Document | null {
    for (let layer = this.layer; layer !== null; layer = layer.parent) {
      const written = layer.documents.get(key);
      if (written !== undefined) return written;
    }
    const text = this.snapshot.get(key);
    return text === undefined ? null : Document.fromStored(key, text);
  }

  /** The document an index entry of the table points to. */
  documentOfEntry(tableNumber: number, entryKey: string): Document {
    const key = documentPrefix(tableNumber) + internalIdOf(entryKey);
    const document = this.document(key);
    if (document === null) {
      throw new Error("index entry without a document -- invariant");
    }
    return document;
  }

  count(tableNumber: number): number {
    let count = Number(this.snapshot.get(COUNT_PREFIX + tableNumber) ?? 0);
    for (let layer = this.layer; layer !== null; layer = layer.parent) {
      count += layer.counts.get(tableNumber) ?? 0;
    }
    return count;
  }

  /** Index keys in the range; follows writes made while it is open. */
  scanIndex(indexNumber: number, range: KeyInterval, reverse: boolean): Scan {
    return new Scan(this, range, reverse, (layer) =>
      layer.entries.get(indexNumber),
    );
  }

  /** Document keys of the table; documents written later may be missed. */
  scanDocuments(range: KeyInterval, reverse: boolean): Scan {
    const cache = new Map<Layer, SortedEntries>();
    return new Scan(this, range, reverse, (layer) => {
      let entries = cache.get(layer);
      if (entries === undefined) {
        entries = documentEntries(layer, range);
        cache.set(layer, entries);
      }
      return entries;
    });
  }

  *documentsOf(tableNumber: number): Generator<Document> {
    const start = documentPrefix(tableNumber);
    const scan = this.scanDocuments({ start, end: prefixEnd(start) }, false);
    try {
      for (let key = scan.next(); key !== undefined; key = scan.next()) {
        const document = this.document(key);
        if (document !== null) yield document;
      }
    } finally {
      scan.close();
    }
  }
}

function documentEntries(layer: Layer, range: KeyInterval): SortedEntries {
  const entries = new SortedEntries();
  for (const [key, document] of layer.documents) {
    if (key >= range.start && key < range.end) {
      entries.set(key, document !== null);
    }
  }
  return entries;
}

/** Merges the snapshot's keys with every layer's, the nearest layer winning. */
export class Scan {
  readonly #view: View;
  readonly #range: KeyInterval;
  readonly #reverse: boolean;
  readonly #entriesOf: (layer: Layer) => SortedEntries | undefined;
  #base: KeyCursor | undefined;
  #baseKey: string | undefined;
  /** The key returned last: what follows it is still to come. */
  #position: string | undefined;

  constructor(
    view: View,
    range: KeyInterval,
    reverse: boolean,
    entriesOf: (layer: Layer) => SortedEntries | undefined,
  ) {
    this.#view = view;
    this.#range = range;
    this.#reverse = reverse;
    this.#entriesOf = entriesOf;
  }

  next(): string | undefined {
    if (this.#base === undefined) {
      const { start, end } = this.#range;
      if (start >= end) return undefined;
      this.#base = this.#view.snapshot.keys(start, end, this.#reverse);
      this.#baseKey = this.#base.next();
    }
    for (;;) {
      const { key, present } = this.#nearest();
      if (key === undefined) return undefined;
      this.#position = key;
      if (key === this.#baseKey) this.#baseKey = this.#base.next();
      if (present) return key;
    }
  }

  close(): void {
    this.#base?.close();
  }

  /** The next key in scan order and whether it stands in the nearest layer. */
  #nearest(): { key: string | undefined; present: boolean } {
    let key: string | undefined;
    let present = true;
    for (let layer = this.#view.layer; layer !== null; layer = layer.parent) {
      const entries = this.#entriesOf(layer);
      if (entries === undefined) continue;
      const at = this.#seek(entries);
      const candidate = entries.keys[at];
      if (!this.#inRange(candidate)) continue;
      if (key === undefined || this.#precedes(candidate, key)) {
        key = candidate;
        present = entries.present[at] === true;
      }
    }
    const base = this.#baseKey;
    if (base === undefined) return { key, present };
    return key === undefined || this.#precedes(base, key)
      ? { key: base, present: true }
      : { key, present };
  }

  /** The position in `entries` of the first key after the current position. */
  #seek(entries: SortedEntries): number {
    const position = this.#position;
    if (this.#reverse) {
      return entries.lowerBound(position ?? this.#range.end) - 1;
    }
    if (position === undefined) return entries.lowerBound(this.#range.start);
    const at = entries.lowerBound(position);
    return entries.keys[at] === position ? at + 1 : at;
  }

  #inRange(key: string | undefined): key is string {
    return (
      key !== undefined && key >= this.#range.start && key < this.#range.end
    );
  }

  #precedes(a: string, b: string): boolean {
    return this.#reverse ? a > b : a < b;
  }
}
