/** How many leads wait for a verdict, for the navigation. */
import { useQuery } from "convex/react";
import { api } from "../../../convex/_generated/api";
import { useNow } from "../data/now";
import { countOfDue } from "./reviewCount";
import { useMay, useMembership } from "./workspace";

/** @returns a number, "50+", or undefined for none and for who does not review */
export function useReviewCount(): string | undefined {
  const { workspace } = useMembership();
  const may = useMay("agent");
  const now = useNow();
  const queue = useQuery(
    api.leads.queue,
    may ? { workspace_id: workspace._id } : "skip",
  );
  return queue && countOfDue(queue.due_ats, now);
}
