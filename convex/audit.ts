/** Where did my message go? One row per delivery, never with its content. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { query } from "./_generated/server";
import { requireMember } from "./model/workspaces/access";
import { vAuditStatus } from "./model/webhooks/tables";
import { toAuditView, vAuditPage } from "./model/shared/views";

/**
 * Deliveries of a workspace, newest first.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const list = query({
  args: {
    workspace_id: v.id("workspaces"),
    status: v.optional(vAuditStatus),
    paginationOpts: paginationOptsValidator,
  },
  returns: vAuditPage,
  handler: async (ctx, args) => {
    await requireMember(ctx, args.workspace_id);
    const { status } = args;
    const audits = ctx.db.query("webhookAudit");
    const rows =
      status === undefined
        ? audits.withIndex("by_workspace_id_and_received_at", (q) =>
            q.eq("workspace_id", args.workspace_id),
          )
        : audits.withIndex("by_workspace_id_and_status_and_received_at", (q) =>
            q.eq("workspace_id", args.workspace_id).eq("status", status),
          );
    const page = await rows.order("desc").paginate(args.paginationOpts);
    return { ...page, page: page.page.map(toAuditView) };
  },
});
