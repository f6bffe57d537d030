/** A list of contacts that holds still while one reads, and knows what is new. */
import { useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useRef, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import { countNew, type HeldRow, holdOrder } from "../../data/heldOrder";
import { PAGE_SIZE } from "../../data/pageWindow";
import { usePages } from "../../data/usePages";
import { type ContactSearch, toFilter } from "./search";

export type ContactRow = FunctionReturnType<
  typeof api.contacts.list
>["page"][number];

/** Rows with news that are fetched; more are counted as "50+". */
const HEAD_ROWS = 50;

export interface ContactList {
  /** The row at a place; undefined while it is loading. */
  rowAt: (index: number) => HeldRow<ContactRow> | undefined;
  /** Rows known to exist. */
  count: number;
  isComplete: boolean;
  isLoading: boolean;
  /** Contacts with news that are not on the screen. */
  newCount: number;
  /** Takes what is new into the list. */
  refresh: () => void;
}

/** Held pages by their index; those far from the view are let go. */
class HeldPages {
  readonly #pages = new Map<number, HeldRow<ContactRow>[]>();

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
      this.#pages.set(index, holdOrder(held, rows, head));
    }
  }

  rows(index: number): readonly HeldRow<ContactRow>[] | undefined {
    return this.#pages.get(index);
  }

  ids(): Set<string> {
    return new Set([...this.#pages.values()].flat().map(({ id }) => id));
  }
}

/**
 * @param view indexes of the first and last row in view
 */
export function useContactList(
  search: ContactSearch,
  view: { first: number; last: number },
): ContactList {
  const { workspace } = useMembership();
  const [asOf, setAsOf] = useState(() => Date.now());
  const filter = toFilter(search, asOf);
  const sort = search.sort ?? "activity";
  const about = { workspace_id: workspace._id, ...filter };
  const { pages, pageCount, isComplete } = usePages(
    api.contacts.list,
    { ...about, sort, active_before: asOf },
    view,
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
  const last = pages.get(pageCount - 1)?.length ?? 0;
  return {
    rowAt: (index) =>
      store.rows(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE],
    count: (pageCount - 1) * PAGE_SIZE + last,
    isComplete,
    isLoading: pages.size === 0,
    newCount: countNew(head ?? [], store.ids()),
    refresh: () => setAsOf(Date.now()),
  };
}
