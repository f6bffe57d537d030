/**
 * Where somebody was in a list, by the entry of the browser's history: going
 * back finds the same rows, the same place, the same row focused. Kept while the
 * tab lives.
 */
import type { KnownPage } from "./pageWindow";

export interface ListPlace {
  /** The moment that the list holds still at. */
  asOf: number;
  known: readonly KnownPage[];
  isComplete: boolean;
  scrollTop: number;
  focused: number;
}

/** Older ones are let go. */
const MAX_PLACES = 50;

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

/** The ids that the list last shown has, in its order: for "next" and "previous". */
let order: readonly string[] = [];

export function keepOrder(ids: readonly string[]): void {
  order = ids;
}

/** The id before or after one in the list last shown. */
export function neighborOf(id: string, step: 1 | -1): string | undefined {
  const index = order.indexOf(id);
  return index === -1 ? undefined : order[index + step];
}
