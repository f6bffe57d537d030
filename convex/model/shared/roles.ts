/** What a member may do follows from the role. */
import type { Doc } from "../../_generated/dataModel";

/** Roles from weakest to strongest. */
const ROLE_RANK: Record<Doc<"members">["role"], number> = {
  viewer: 0,
  agent: 1,
  admin: 2,
  owner: 3,
};

/** True for a member with `role` or a stronger one. */
export function hasRole(
  member: Pick<Doc<"members">, "role">,
  role: Doc<"members">["role"],
): boolean {
  return ROLE_RANK[member.role] >= ROLE_RANK[role];
}
