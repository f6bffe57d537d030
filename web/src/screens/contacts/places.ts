/**
 * Where somebody was in the list, by the entry of the browser's history: going
 * back finds the same rows, the same place, the same row focused. Kept while the
 * tab lives.
 */
import type { HeldPages } from "../../data/heldPages";
import type { KnownPage } from "../../data/pageWindow";
import type { ShownColumns } from "./columns";
import type { ContactRow } from "./row";

export interface ListPlace {
  /** When the screen was opened: days count back from then. */
  openedAt: number;
  /** The moment that the list holds still at. */
  asOf: number;
  known: readonly KnownPage[];
  isComplete: boolean;
  /** The rows as they stood, for the list that `key` names. */
  held: { key: string; pages: HeldPages<ContactRow> };
  scrollTop: number;
  focused: number;
  /** Undefined where they were not known yet. */
  columns: ShownColumns | undefined;
}

/** Older ones are let go. */
const MAX_PLACES = 20;

const places = new Map<string, ListPlace>();

export const recallPlace = (entry: string): ListPlace | undefined =>
  places.get(entry);

export function keepPlace(entry: string, place: ListPlace): void {
  places.delete(entry);
  places.set(entry, place);
  const [oldest] = places.keys();
  if (places.size > MAX_PLACES && oldest !== undefined) {
    places.delete(oldest);
  }
}
