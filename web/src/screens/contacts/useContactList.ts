/** A list of contacts that holds still while one reads, and knows what is new. */
import { useQuery } from "convex/react";
import type { FunctionArgs } from "convex/server";
import { useEffect, useRef, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useMembership } from "../../app/workspace";
import type { HeldRow } from "../../data/heldOrder";
import { HeldPages } from "../../data/heldPages";
import { keepOrder } from "../../data/listOrder";
import { PAGE_SIZE } from "../../data/pageWindow";
import { usePages } from "../../data/usePages";
import type { ListPlace } from "./places";
import type { ContactRow } from "./row";
import { type ContactSearch, type ListFilter, toFilter } from "./search";

/** Rows with news that are fetched; more are counted as "50+". */
export const HEAD_ROWS = 50;
const HEAD = { numItems: HEAD_ROWS, cursor: null };
const NEWEST = { numItems: 1, cursor: null };

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
  /** To come back to it. */
  state: Omit<ListPlace, "scrollTop" | "focused" | "columns">;
}

/**
 * The activity of the newest row when the list was opened. The server's word, not
 * this clock's: what arrives late, or on a clock that is ahead, is new as well.
 */
function useMark(
  about: FunctionArgs<typeof api.contacts.count>["filter"] & {
    workspace_id: Id<"workspaces">;
  },
  key: string,
  start: number | undefined,
) {
  const [mark, setMark] = useState({ key, asOf: start });
  const known = mark.key === key ? mark.asOf : undefined;
  const newest = useQuery(
    api.contacts.list,
    known === undefined ? { ...about, paginationOpts: NEWEST } : "skip",
  );
  const asOf = known ?? (newest && (newest.page[0]?.last_message_at ?? 0));
  useEffect(() => {
    if (known === undefined && asOf !== undefined) {
      setMark({ key, asOf });
    }
  }, [known, asOf, key]);
  return { asOf, setAsOf: (at: number) => setMark({ key, asOf: at }) };
}

/** The rows as they were first seen, for the list that a key names. */
function useHeld(
  key: string,
  pages: ReadonlyMap<number, readonly ContactRow[]>,
  head: readonly ContactRow[] | undefined,
  place: ListPlace | undefined,
): ListPlace["held"] {
  const held = useRef(place?.held);
  if (held.current?.key !== key) {
    held.current = { key, pages: new HeldPages<ContactRow>() };
  }
  held.current.pages.update(
    pages,
    new Map((head ?? []).map((row) => [row._id, row])),
  );
  return held.current;
}

/** What rows are asked with; undefined until it is known what they carry. */
const withFields = <About extends object>(
  about: About,
  keys: readonly string[] | undefined,
) => keys && { ...about, ...(keys.length > 0 && { custom_fields: [...keys] }) };

/**
 * @param view indexes of the first and last row in view
 * @param place where the list was left, if one comes back to it
 * @param customFields keys of those that the rows carry; undefined until known
 */
export function useContactList(
  search: ContactSearch,
  view: { first: number; last: number },
  place: ListPlace | undefined,
  customFields: readonly string[] | undefined,
): ContactList {
  const { workspace } = useMembership();
  // Days count back from when the screen was opened.
  const [openedAt] = useState(() => place?.openedAt ?? Date.now());
  const filter = toFilter(search, openedAt);
  const about = { workspace_id: workspace._id, ...filter };
  const sort = search.sort ?? "activity";
  const { asOf, setAsOf } = useMark(about, JSON.stringify(about), place?.asOf);
  const rows = asOf === undefined ? undefined : withFields(about, customFields);
  const { pages, pageCount, isComplete, known } = usePages(
    api.contacts.list,
    rows && { ...rows, sort, active_before: asOf },
    view,
    place,
  );
  const head = useQuery(
    api.contacts.list,
    rows ? { ...rows, active_after: asOf, paginationOpts: HEAD } : "skip",
  )?.page;
  const key = JSON.stringify([about, sort, asOf]);
  const held = useHeld(key, pages, head, place);
  const store = held.pages;
  const ids = store.rows().map(({ id }) => id);
  const isLoading = pages.size === 0 && ids.length === 0;
  const newest = head?.[0]?.last_message_at ?? asOf;
  const refresh = () => {
    if (newest !== undefined) {
      store.clear();
      setAsOf(newest);
    }
  };
  useEffect(() => {
    if (ids.length > 0) {
      keepOrder(ids);
    }
    // Nothing is being read that could move.
    if (!isLoading && ids.length === 0 && newest !== asOf) {
      refresh();
    }
  });
  return {
    rowAt: (index) =>
      store.page(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE],
    rows: () => store.rows(),
    count: (pageCount - 1) * PAGE_SIZE + store.lengthOf(pageCount - 1),
    isComplete,
    isLoading,
    newCount: store.news().length,
    refresh,
    filter,
    state: { openedAt, asOf: asOf ?? 0, known, isComplete, held },
  };
}
