/** Pairs that are suspected, or kept apart, strongest reason first. */
import { usePaginatedQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import type { Pair } from "./choices";

const PAGE = 50;

export interface PairsList {
  pairs: readonly Pair[];
  isLoading: boolean;
  /** Loads more; undefined where there are none. */
  loadMore: (() => void) | undefined;
}

export function usePairs(status: "open" | "kept"): PairsList {
  const { workspace } = useMembership();
  const {
    results,
    status: loading,
    loadMore,
  } = usePaginatedQuery(
    api.contacts.listDuplicates,
    { workspace_id: workspace._id, status },
    { initialNumItems: PAGE },
  );
  return {
    pairs: results,
    isLoading: loading === "LoadingFirstPage",
    loadMore: loading === "CanLoadMore" ? () => loadMore(PAGE) : undefined,
  };
}
