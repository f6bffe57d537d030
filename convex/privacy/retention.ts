/** Deletes messages that are past their time, workspace by workspace. */
import { v } from "convex/values";
import { internal } from "../_generated/api";
import { internalMutation } from "../_generated/server";
import { forgetSlice } from "../model/privacy/retention";

/** Workspaces that one sweep starts before it goes on. */
const BATCH = 100;

/** Starts with each workspace that keeps messages for a time only. */
export const sweep = internalMutation({
  args: { cursor: v.optional(v.string()) },
  returns: v.null(),
  handler: async (ctx, { cursor }) => {
    const page = await ctx.db
      .query("workspaces")
      .withIndex("by_message_retention_days", (q) =>
        q.gt("message_retention_days", 0),
      )
      .paginate({ numItems: BATCH, cursor: cursor ?? null });
    for (const { _id: workspace_id } of page.page) {
      await ctx.scheduler.runAfter(0, internal.privacy.retention.step, {
        workspace_id,
      });
    }
    if (!page.isDone) {
      await ctx.scheduler.runAfter(0, internal.privacy.retention.sweep, {
        cursor: page.continueCursor,
      });
    }
    return null;
  },
});

/** Deletes the next messages of a workspace; two jobs for one do no harm. */
export const step = internalMutation({
  args: { workspace_id: v.id("workspaces") },
  returns: v.null(),
  handler: async (ctx, { workspace_id }) => {
    const workspace = await ctx.db.get("workspaces", workspace_id);
    if (workspace?.message_retention_days === undefined) {
      return null;
    }
    const { is_done } = await forgetSlice(ctx, workspace, Date.now());
    if (!is_done) {
      await ctx.scheduler.runAfter(0, internal.privacy.retention.step, {
        workspace_id,
      });
    }
    return null;
  },
});
