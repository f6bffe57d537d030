/** The access check of actions, which have no database. */
import { v } from "convex/values";
import { internalQuery } from "../_generated/server";
import { requireWorkspaceMember } from "../model/workspaces/access";
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
