/** Where did my message go? One row per delivery, never with its content. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { workspaceQuery } from "./functions";
import { vAuditStatus } from "./model/webhooks/tables";
import { toAuditView, vAuditPage } from "./model/shared/views";

/**
 * Deliveries of a workspace, newest first.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: {
    status: v.optional(vAuditStatus),
    paginationOpts: paginationOptsValidator,
  },
  returns: vAuditPage,
  handler: async (ctx, args) => {
    const { status } = args;
    const audits = ctx.db.query("webhookAudit");
    const rows =
      status === undefined
        ? audits.withIndex("by_workspace_id_and_received_at", (q) =>
            q.eq("workspace_id", ctx.workspace._id),
          )
        : audits.withIndex("by_workspace_id_and_status_and_received_at", (q) =>
            q.eq("workspace_id", ctx.workspace._id).eq("status", status),
          );
    const page = await rows.order("desc").paginate(args.paginationOpts);
    return { ...page, page: page.page.map(toAuditView) };
  },
});
