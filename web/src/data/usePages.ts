/** A long list of which only the pages near the view are subscribed. */
import {
  type PaginatedQueryArgs,
  type PaginatedQueryItem,
  type PaginatedQueryReference,
  useQueries,
} from "convex/react";
import { getFunctionName, type PaginationResult } from "convex/server";
import { useEffect, useMemo, useState } from "react";
import {
  FIRST_PAGE,
  type KnownPage,
  PAGE_SIZE,
  pagesNear,
  withLoaded,
} from "./pageWindow";

export interface Pages<Row> {
  /** Rows of the loaded pages near the view, by the page's index. */
  pages: ReadonlyMap<number, readonly Row[]>;
  /** Pages known to exist. */
  pageCount: number;
  /** Whether the last known page is the list's last. */
  isComplete: boolean;
  /** The pages known so far; a list that begins with them has them at once. */
  known: readonly KnownPage[];
}

interface Subscription {
  index: number;
  paginationOpts: {
    numItems: number;
    cursor: string | null;
    endCursor?: string;
  };
}

/**
 * Keeps the options of pages that stay subscribed, since others would be another
 * query; a page that comes back is asked for with the end that it had.
 */
function nextSubscriptions(
  current: readonly Subscription[],
  near: readonly number[],
  known: readonly KnownPage[],
): readonly Subscription[] {
  return near.map((index) => {
    const kept = current.find((subscription) => subscription.index === index);
    const page = known[index];
    return (
      kept ?? {
        index,
        paginationOpts: {
          numItems: PAGE_SIZE,
          cursor: page?.cursor ?? null,
          ...(page?.endCursor !== undefined && { endCursor: page.endCursor }),
        },
      }
    );
  });
}

interface ListState {
  key: string;
  known: readonly KnownPage[];
  isComplete: boolean;
  subscriptions: readonly Subscription[];
}

const emptyList = (
  key: string,
  { known = FIRST_PAGE, isComplete = false }: Partial<ListStart> = {},
): ListState => ({ key, known, isComplete, subscriptions: [] });

/** What is known of a list before it is asked for. */
export interface ListStart {
  known: readonly KnownPage[];
  isComplete: boolean;
}

function sameIndexes(a: readonly Subscription[], b: readonly number[]) {
  return a.length === b.length && a.every(({ index }, i) => index === b[i]);
}

/** The list after pages of it came; the same one when nothing is new. */
function afterLoading(
  list: ListState,
  loaded: readonly { index: number; result: PaginationResult<unknown> }[],
): ListState {
  const known = loaded.reduce(
    (pages, { index, result }) => withLoaded(pages, index, result),
    list.known,
  );
  const isComplete =
    list.isComplete ||
    loaded.some(
      ({ index, result }) => index === known.length - 1 && result.isDone,
    );
  return known === list.known && isComplete === list.isComplete
    ? list
    : { ...list, known, isComplete };
}

/**
 * Subscribes to the pages around the rows `first` to `last`.
 *
 * @param args without `paginationOpts`; new arguments begin a new list;
 *   undefined until they are known
 * @param start of the first list; others begin with nothing
 * @throws what the query threw
 */
export function usePages<Query extends PaginatedQueryReference>(
  query: Query,
  args: PaginatedQueryArgs<Query> | undefined,
  { first, last }: { first: number; last: number },
  start?: ListStart,
): Pages<PaginatedQueryItem<Query>> {
  const key = JSON.stringify([getFunctionName(query), args]);
  const [state, setState] = useState(() => emptyList(key, start));
  let list = state.key === key ? state : emptyList(key);
  const near =
    args === undefined ? [] : pagesNear(first, last, list.known.length);
  if (!sameIndexes(list.subscriptions, near)) {
    const subscriptions = nextSubscriptions(
      list.subscriptions,
      near,
      list.known,
    );
    list = { ...list, subscriptions };
  }
  if (list !== state) {
    // Derived from what is looked at: React renders again before it paints.
    setState(list);
  }
  const { subscriptions } = list;
  const requests = useMemo(
    () =>
      Object.fromEntries(
        subscriptions.map(({ index, paginationOpts }) => [
          `${key}#${index}`,
          { query, args: { ...args, paginationOpts } },
        ]),
      ),
    // `key` stands for the query and its arguments.
    [key, subscriptions],
  );
  const results: Record<
    string,
    PaginationResult<PaginatedQueryItem<Query>> | Error | undefined
  > = useQueries(requests);
  const loaded = subscriptions.flatMap(({ index }) => {
    const result = results[`${key}#${index}`];
    if (result instanceof Error) {
      throw result;
    }
    return result === undefined ? [] : [{ index, result }];
  });
  useEffect(() =>
    setState((current) =>
      current.key === key ? afterLoading(current, loaded) : current,
    ),
  );
  return {
    pages: new Map(loaded.map(({ index, result }) => [index, result.page])),
    pageCount: list.known.length,
    isComplete: list.isComplete,
    known: list.known,
  };
}
