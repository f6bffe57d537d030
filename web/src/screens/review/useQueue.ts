/** The leads that wait for a verdict, or those that are taken for spam. */
import { usePaginatedQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { dueOf, type LeadRow } from "./queue";
import type { Tab } from "./search";

const PAGE = 50;

export interface Queue {
  leads: readonly LeadRow[];
  isLoading: boolean;
  /** Loads more; undefined where there are none. */
  loadMore: (() => void) | undefined;
}

/**
 * The queue is subscribed without a time, so that who comes now is there at once;
 * who was put off stands at its end and is left out here.
 */
export function useQueue(tab: Tab): Queue {
  const { workspace } = useMembership();
  const now = useNow();
  const filter =
    tab === "open"
      ? ({ review: "pending" } as const)
      : ({ status: "spam" } as const);
  const { results, status, loadMore } = usePaginatedQuery(
    api.leads.list,
    { workspace_id: workspace._id, ...filter },
    { initialNumItems: PAGE },
  );
  const leads = tab === "open" ? dueOf(results, now) : results;
  const isAllDue = leads.length === results.length;
  return {
    leads,
    isLoading: status === "LoadingFirstPage",
    loadMore:
      status === "CanLoadMore" && isAllDue ? () => loadMore(PAGE) : undefined,
  };
}
