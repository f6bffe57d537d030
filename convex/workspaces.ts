/** The workspaces a person belongs to. */
import { v } from "convex/values";
import { userQuery } from "./functions";
import { vRole } from "./model/workspaces/tables";
import { vWorkspace } from "./model/shared/views";

/** Workspaces one person can belong to; more are not listed. */
const MAX_MEMBERSHIPS = 200;

/**
 * The caller's workspaces with their role in each.
 *
 * @throws ConvexError `unauthenticated`.
 */
export const listMine = userQuery({
  args: {},
  returns: v.array(v.object({ workspace: vWorkspace, role: vRole })),
  handler: async (ctx) => {
    const memberships = await ctx.db
      .query("members")
      .withIndex("by_user_id_and_workspace_id", (q) =>
        q.eq("user_id", ctx.userId),
      )
      .take(MAX_MEMBERSHIPS);
    const rows = await Promise.all(
      memberships.map(async ({ workspace_id, role }) => ({
        workspace: await ctx.db.get("workspaces", workspace_id),
        role,
      })),
    );
    return rows.flatMap(({ workspace, role }) =>
      workspace === null ? [] : [{ workspace, role }],
    );
  },
});
