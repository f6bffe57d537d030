/** What a member may do follows from the role. */
import { ConvexError } from "convex/values";
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

/**
 * For giving or taking away a role.
 *
 * @throws ConvexError `role_too_high` for one above the member's own.
 */
export function requireRoleWithin(
  member: Pick<Doc<"members">, "role">,
  role: Doc<"members">["role"],
): void {
  if (!hasRole(member, role)) {
    throw new ConvexError({ code: "role_too_high" });
  }
}
