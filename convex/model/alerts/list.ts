/** Alerts of a workspace, or of the deployment. */
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";

/** Far more than anybody reads; kinds times keys of one workspace. */
const MAX_OPEN = 100;

export async function listAlerts(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces"> | undefined,
  maxResolved: number,
): Promise<{ open: Doc<"alerts">[]; resolved: Doc<"alerts">[] }> {
  const open = await ctx.db
    .query("alerts")
    .withIndex("by_workspace_id_and_resolved_at", (q) =>
      q.eq("workspace_id", workspaceId).eq("resolved_at", undefined),
    )
    .take(MAX_OPEN);
  const resolved =
    maxResolved === 0
      ? []
      : await ctx.db
          .query("alerts")
          .withIndex("by_workspace_id_and_resolved_at", (q) =>
            q.eq("workspace_id", workspaceId).gt("resolved_at", 0),
          )
          .order("desc")
          .take(maxResolved);
  return { open, resolved };
}
