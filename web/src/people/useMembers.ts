/** The members of the workspace, and how they are called. */
import { useQuery } from "convex/react";
import { useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useMembership } from "../app/workspace";
import { useTexts } from "../text/TextProvider";

/** A team; who comes later in a larger one is told by the role alone. */
const MAX_MEMBERS = 200;
const FIRST_PAGE = { numItems: MAX_MEMBERS, cursor: null };

export interface MemberName {
  userId: Id<"users">;
  name: string;
}

export function useMembers(): MemberName[] {
  const { workspace } = useMembership();
  const { t } = useTexts();
  const members = useQuery(api.members.list, {
    workspace_id: workspace._id,
    paginationOpts: FIRST_PAGE,
  });
  return useMemo(
    () =>
      (members?.page ?? []).map(({ user_id: userId, name, email, role }) => ({
        userId,
        name: name ?? email ?? t.roles[role],
      })),
    [members, t],
  );
}

/** Names by user id; whoever has left is "a member". */
export function useMemberNames(): (userId: string) => string {
  const members = useMembers();
  const { t } = useTexts();
  return useMemo(() => {
    const names = new Map<string, string>(
      members.map(({ userId, name }) => [userId, name]),
    );
    return (userId) => names.get(userId) ?? t.contacts.somebody;
  }, [members, t]);
}
