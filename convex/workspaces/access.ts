/** The access check of actions, which have no database. */
import { v } from "convex/values";
import { internalQuery } from "../_generated/server";
import {
  requireUser,
  requireWorkspaceMember,
} from "../model/workspaces/access";
import { vUserId } from "../model/users/tables";
import { vRole } from "../model/workspaces/tables";
import schema from "../schema";

/**
 * The workspace, for a member with `role` or a stronger one.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden`.
 */
export const find = internalQuery({
  args: { workspace_id: v.id("workspaces"), role: vRole },
  returns: schema.doc("workspaces"),
  handler: async (ctx, { workspace_id, role }) =>
    (await requireWorkspaceMember(ctx, workspace_id, role)).workspace,
});

/**
 * Who is calling.
 *
 * @throws ConvexError `unauthenticated`.
 */
export const userOf = internalQuery({
  args: {},
  returns: vUserId,
  handler: async (ctx) => await requireUser(ctx),
});
