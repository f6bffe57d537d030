/** Who works here, for the screens that show and choose them. */
import { useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import { useTexts } from "../../text/TextProvider";

export type Member = FunctionReturnType<
  typeof api.members.list
>["page"][number];

export const ROLES = ["viewer", "agent", "admin", "owner"] as const;
/** A team; who comes later in a larger one is not listed. */
const MEMBERS = { numItems: 200, cursor: null };

export function useMemberRows(): Member[] | undefined {
  const { workspace } = useMembership();
  return useQuery(api.members.list, {
    workspace_id: workspace._id,
    paginationOpts: MEMBERS,
  })?.page;
}

export function useMemberLabel() {
  const { t } = useTexts();
  return ({ name, email, role }: Member) => name ?? email ?? t.roles[role];
}
