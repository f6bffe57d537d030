/** Who belongs to a workspace, by the subject of their identity. */
import { v } from "convex/values";
import { internalMutation, internalQuery } from "../_generated/server";
import { dropMember, setMember } from "../model/workspaces/members";
import { requireLimit, takeRows, vRows } from "../model/shared/rows";
import { vRole } from "../model/workspaces/tables";
import {
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";

/**
 * Adds somebody to a workspace; a member gets the role.
 *
 * @throws ConvexError as `requireWorkspace`, `invalid_user`, `last_owner`.
 */
export const addMember = internalMutation({
  args: { ...vWorkspaceRef.fields, user: v.string(), role: vRole },
  returns: v.object({
    user: v.string(),
    role: vRole,
    /** Null for somebody new. */
    role_before: v.union(v.null(), vRole),
  }),
  handler: async (ctx, args) => {
    const { _id } = await requireWorkspace(ctx, args);
    const { user, role } = args;
    const role_before = await setMember(ctx, _id, user, role);
    return { user, role, role_before };
  },
});

/**
 * Takes somebody out of a workspace; the last owner stays.
 *
 * @throws ConvexError as `requireWorkspace`, `not_found`, `last_owner`.
 */
export const removeMember = internalMutation({
  args: { ...vWorkspaceRef.fields, user: v.string() },
  returns: v.object({ user: v.string(), role_before: vRole }),
  handler: async (ctx, args) => {
    const { _id } = await requireWorkspace(ctx, args);
    const role_before = await dropMember(ctx, _id, args.user);
    return { user: args.user, role_before };
  },
});

/** The members of a workspace, oldest first. */
export const listMembers = internalQuery({
  args: { ...vWorkspaceRef.fields, limit: v.optional(v.number()) },
  returns: vRows(v.object({ user: v.string(), role: vRole })),
  handler: async (ctx, args) => {
    const { _id } = await requireWorkspace(ctx, args);
    const query = ctx.db
      .query("members")
      .withIndex("by_workspace_id", (q) => q.eq("workspace_id", _id));
    const { rows, has_more } = await takeRows(query, requireLimit(args.limit));
    return {
      rows: rows.map(({ user_id: user, role }) => ({ user, role })),
      has_more,
    };
  },
});
