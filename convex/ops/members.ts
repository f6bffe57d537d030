/** Who belongs to a workspace, by e-mail address or subject. */
import { v } from "convex/values";
import { internalMutation, internalQuery } from "../_generated/server";
import { refusal } from "../model/shared/refuse";
import { requireLimit, takeRows, vRows } from "../model/shared/rows";
import {
  ensureNamedUser,
  findNamedUser,
  nameOfUser,
} from "../model/users/users";
import { dropMember, loadUser, setMember } from "../model/workspaces/members";
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
    const userId = await ensureNamedUser(ctx, user);
    const role_before = await setMember(ctx, _id, userId, role);
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
    const user = await findNamedUser(ctx, args.user);
    if (user === null) {
      throw refusal("unknownMember");
    }
    const role_before = await dropMember(ctx, _id, user._id);
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
    const named = await Promise.all(
      rows.map(async (member) => {
        const user = await loadUser(ctx, member);
        return {
          user: user ? nameOfUser(user) : member.user_id,
          role: member.role,
        };
      }),
    );
    return { rows: named, has_more };
  },
});
