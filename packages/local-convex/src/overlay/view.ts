/** What a transaction sees: its layers of writes over a snapshot. */
import type { CatalogState } from "../catalog/catalogState";
import { COUNT_PREFIX, documentPrefix, internalIdOf } from "../storage/layout";
import type { Snapshot } from "../storage/snapshot";
import { prefixEnd } from "../values/orderKey";
import { Document } from "./document";
import type { Layer } from "./layer";
import { SortedEntries } from "./sortedEntries";
import type { KeyInterval } from "./types";

/** Reads through the layers down to the snapshot. */
export class View {
  /** As of the snapshot. */
  readonly #committed: CatalogState;

  constructor(
    readonly snapshot: Snapshot,

    committed: CatalogState,
    readonly layer: Layer | null,
  ) {
    this.#committed = committed;
  }

  get catalog(): CatalogState {
    return this.layer?.catalog ?? this.#committed;
  }

  /** What one sees through this layer, whose parent is the own one. */
  over(layer: Layer): View {
    return new View(this.snapshot, this.#committed, layer);
  }

  document(key: string): Document | null {
    for (let layer = this.layer; layer !== null; layer = layer.parent) {
      const written = layer.documents.get(key);
      if (written !== undefined) {
        return written;
      }
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
  scanIndex(
    indexNumber: number,
    range: KeyInterval,
    reverse: boolean,
  ): Generator<string, undefined> {
    if (this.layer === null) {
      return this.snapshot.keys(range.start, range.end, reverse);
    }
    return this.#scan(range, reverse, (layer) =>
      layer.entries.get(indexNumber),
    );
  }

  /** Document keys of the table; documents written later may be missed. */
  scanDocuments(
    range: KeyInterval,
    reverse: boolean,
  ): Generator<string, undefined> {
    const cache = new Map<Layer, SortedEntries>();
    return this.#scan(range, reverse, (layer) => {
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
    const range = { start, end: prefixEnd(start) };
    for (const key of this.scanDocuments(range, false)) {
      const document = this.document(key);
      if (document !== null) {
        yield document;
      }
    }
  }

  /** Merges the snapshot's keys with every layer's, the nearest layer winning. */
  *#scan(
    { start, end }: KeyInterval,
    reverse: boolean,
    entriesOf: (layer: Layer) => SortedEntries | undefined,
  ): Generator<string, undefined> {
    const precedes = (a: string, b: string) => (reverse ? a > b : a < b);
    const stored = this.snapshot.keys(start, end, reverse);
    let storedKey = stored.next().value;
    let last: string | undefined;
    try {
      for (;;) {
        let next: string | undefined;
        let present = true;
        for (let layer = this.layer; layer !== null; layer = layer.parent) {
          const entries = entriesOf(layer);
          if (entries === undefined) {
            continue;
          }
          let at = entries.lowerBound(last ?? (reverse ? end : start));
          if (reverse) {
            at -= 1;
          } else if (entries.keys[at] === last) {
            at += 1;
          }
          const key = entries.keys[at];
          if (key === undefined || key < start || key >= end) {
            continue;
          }
          if (next === undefined || precedes(key, next)) {
            next = key;
            present = entries.present[at] === true;
          }
        }
        if (
          storedKey !== undefined &&
          (next === undefined || precedes(storedKey, next))
        ) {
          next = storedKey;
          present = true;
        }
        if (next === undefined) {
          return;
        }
        last = next;
        if (next === storedKey) {
          storedKey = stored.next().value;
        }
        if (present) {
          yield next;
        }
      }
    } finally {
      stored.return(undefined);
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
