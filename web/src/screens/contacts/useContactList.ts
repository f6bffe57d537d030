/** A list of contacts that holds still while one reads, and knows what is new. */
import { useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useEffect, useRef, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import { countNew, type HeldRow, holdOrder } from "../../data/heldOrder";
import { keepOrder, type ListPlace } from "../../data/listPlaces";
import { type KnownPage, PAGE_SIZE } from "../../data/pageWindow";
import { usePages } from "../../data/usePages";
import { type ContactSearch, type ListFilter, toFilter } from "./search";

export type ContactRow = FunctionReturnType<
  typeof api.contacts.list
>["page"][number];

/** Rows with news that are fetched; more are counted as "50+". */
export const HEAD_ROWS = 50;

export interface ContactList {
  /** The row at a place; undefined while it is loading. */
  rowAt: (index: number) => HeldRow<ContactRow> | undefined;
  /** The loaded rows, in order. */
  rows: () => HeldRow<ContactRow>[];
  /** Rows known to exist. */
  count: number;
  isComplete: boolean;
  isLoading: boolean;
  /** Contacts with news that are not on the screen. */
  newCount: number;
  /** Takes what is new into the list. */
  refresh: () => void;
  /** What the list is asked with. */
  filter: ListFilter;
  asOf: number;
  known: readonly KnownPage[];
}

/** Held pages by their index; those far from the view are let go. */
class HeldPages {
  readonly #pages = new Map<number, HeldRow<ContactRow>[]>();
  /** Also of pages that were let go. */
  readonly #lengths = new Map<number, number>();

  lengthOf(index: number): number {
    return this.#lengths.get(index) ?? 0;
  }

  update(
    pages: ReadonlyMap<number, readonly ContactRow[]>,
    head: ReadonlyMap<string, ContactRow>,
  ): void {
    for (const index of this.#pages.keys()) {
      if (!pages.has(index)) {
        this.#pages.delete(index);
      }
    }
    for (const [index, rows] of pages) {
      const held = this.#pages.get(index) ?? [];
      const now = holdOrder(held, rows, head);
      this.#pages.set(index, now);
      this.#lengths.set(index, now.length);
    }
  }

  page(index: number): readonly HeldRow<ContactRow>[] | undefined {
    return this.#pages.get(index);
  }

  rows(): HeldRow<ContactRow>[] {
    const pages = [...this.#pages].toSorted(([a], [b]) => a - b);
    return pages.flatMap(([, rows]) => rows);
  }
}

/**
 * @param view indexes of the first and last row in view
 * @param place where the list was left, if one comes back to it
 */
export function useContactList(
  search: ContactSearch,
  view: { first: number; last: number },
  place: ListPlace | undefined,
): ContactList {
  const { workspace } = useMembership();
  const [asOf, setAsOf] = useState(() => place?.asOf ?? Date.now());
  const filter = toFilter(search, asOf);
  const sort = search.sort ?? "activity";
  const about = { workspace_id: workspace._id, ...filter };
  const { pages, pageCount, isComplete, known } = usePages(
    api.contacts.list,
    { ...about, sort, active_before: asOf },
    view,
    place,
  );
  const head = useQuery(api.contacts.list, {
    ...about,
    active_after: asOf,
    paginationOpts: { numItems: HEAD_ROWS, cursor: null },
  })?.page;
  const key = JSON.stringify([about, sort, asOf]);
  const held = useRef({ key, pages: new HeldPages() });
  if (held.current.key !== key) {
    held.current = { key, pages: new HeldPages() };
  }
  const store = held.current.pages;
  store.update(pages, new Map((head ?? []).map((row) => [row._id, row])));
  const ids = store.rows().map(({ id }) => id);
  useEffect(() => {
    if (ids.length > 0) {
      keepOrder(ids);
    }
  });
  return {
    rowAt: (index) =>
      store.page(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE],
    rows: () => store.rows(),
    count: (pageCount - 1) * PAGE_SIZE + store.lengthOf(pageCount - 1),
    isComplete,
    isLoading: pages.size === 0,
    newCount: countNew(head ?? [], new Set(ids)),
    refresh: () => setAsOf(Date.now()),
    filter,
    asOf,
    known,
  };
}
