/**
 * The writes of one transaction over its parent: LMDB snapshot <- batch <-
 * transaction <- nested mutation. Commit merges a layer down, rollback drops it;
 * LMDB itself is never written while a transaction runs.
 */
import type { CatalogState, TableDefinition } from "../catalog/catalogState";
import type { Document } from "./document";
import { indexKeysOf } from "./indexEntries";
import { SortedEntries } from "./sortedEntries";

/** Writes that are not committed: documents and index entries. */
export class Layer {
  /** By storage key; null marks a removed document. */
  readonly documents = new Map<string, Document | null>();
  readonly entries = new Map<number, SortedEntries>();
  /** Change of the number of documents, by table number. */
  readonly counts = new Map<number, number>();
  /** Keys readers depend on although their entry itself stayed as it was. */
  readonly touched = new Set<string>();
  readonly droppedPrefixes = new Set<string>();
  readonly #catalogAtStart: CatalogState;

  constructor(
    readonly parent: Layer | null,
    public catalog: CatalogState,
  ) {
    this.#catalogAtStart = catalog;
  }

  get isEmpty(): boolean {
    return this.documents.size === 0 && this.catalog === this.#catalogAtStart;
  }

  entriesOf(indexNumber: number): SortedEntries {
    let entries = this.entries.get(indexNumber);
    if (entries === undefined) {
      entries = new SortedEntries();
      this.entries.set(indexNumber, entries);
    }
    return entries;
  }

  /** Replaces `before` by `after` (null = absent) in the table and its indexes. */
  write(
    table: TableDefinition,
    before: Document | null,
    after: Document | null,
  ): void {
    const document = after ?? before;
    if (document === null) {
      return;
    }
    this.documents.set(document.key, after);
    this.#count(table, Number(after !== null) - Number(before !== null));
    for (const index of table.indexes) {
      const removed = before === null ? [] : indexKeysOf(index, before);
      const added = after === null ? [] : indexKeysOf(index, after);
      this.#replaceKeys(index.number, removed, added);
    }
  }

  #replaceKeys(
    indexNumber: number,
    removed: readonly string[],
    added: readonly string[],
  ): void {
    const entries = this.entriesOf(indexNumber);
    const kept = new Set(added);
    for (const key of removed) {
      if (kept.delete(key)) {
        this.touched.add(key);
      } else {
        entries.set(key, false);
      }
    }
    for (const key of kept) {
      entries.set(key, true);
    }
  }

  #count(table: TableDefinition, change: number): void {
    if (change === 0) {
      return;
    }
    const before = this.counts.get(table.number) ?? 0;
    this.counts.set(table.number, before + change);
  }

  /** Gives every pending commit timestamp its value, in index keys too. */
  resolveCommitTs(ts: bigint): void {
    for (const document of this.documents.values()) {
      if (document?.hasPlaceholder !== true) {
        continue;
      }
      const table = this.catalog.tables.get(document.tableNumber);
      if (table === undefined) {
        throw new Error("table is gone -- invariant");
      }
      this.write(table, document, document.withCommitTs(ts));
    }
  }

  /** Adds this layer's changes to `target`, which then stands for both. */
  mergeInto(target: Layer): void {
    for (const [key, document] of this.documents) {
      target.documents.set(key, document);
    }
    for (const [indexNumber, entries] of this.entries) {
      const existing = target.entries.get(indexNumber);
      if (existing === undefined) {
        target.entries.set(indexNumber, entries);
      } else {
        entries.mergeInto(existing);
      }
    }
    for (const [table, change] of this.counts) {
      target.counts.set(table, (target.counts.get(table) ?? 0) + change);
    }
    for (const key of this.touched) {
      target.touched.add(key);
    }
    for (const prefix of this.droppedPrefixes) {
      target.droppedPrefixes.add(prefix);
    }
    target.catalog = this.catalog;
  }

  /** Every storage key whose readers must be told. */
  changedKeys(): string[] {
    const keys = [...this.documents.keys(), ...this.touched];
    for (const entries of this.entries.values()) {
      keys.push(...entries.keys);
    }
    return keys;
  }
}
