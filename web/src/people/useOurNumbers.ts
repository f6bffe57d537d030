/** The workspace's own numbers, by Meta's id: what contacts write to. */
import { useQuery } from "convex/react";
import { useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import { useMembership } from "../app/workspace";

export function useOurNumbers(): readonly string[] {
  const { workspace } = useMembership();
  const numbers = useQuery(api.phoneNumbers.list, {
    workspace_id: workspace._id,
  });
  return useMemo(
    () => (numbers ?? []).map(({ phone_number_id: id }) => id),
    [numbers],
  );
}
