/** Who may see a channel, what went over it, and an alert: convex/functions.ts. */
import { v } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { requireRow } from "../workspaces/access";

interface Access {
  role: Doc<"members">["role"];
}

export const forChannel = {
  args: { channel_id: v.id("channels") },
  input: async (
    ctx: QueryCtx,
    args: { channel_id: Id<"channels"> },
    { role }: Access,
  ) => {
    const found = await ctx.db.get("channels", args.channel_id);
    const { row: channel, ...membership } = await requireRow(ctx, found, role);
    return { ctx: { ...membership, channel }, args: {} };
  },
};

export const forNotification = {
  args: { notification_id: v.id("notifications") },
  input: async (
    ctx: QueryCtx,
    args: { notification_id: Id<"notifications"> },
    { role }: Access,
  ) => {
    const found = await ctx.db.get("notifications", args.notification_id);
    const owner = found && (await ctx.db.get("channels", found.channel_id));
    const row =
      found !== null && owner !== null
        ? { ...found, workspace_id: owner.workspace_id }
        : null;
    const { row: notification, ...membership } = await requireRow(
      ctx,
      row,
      role,
    );
    return { ctx: { ...membership, notification }, args: {} };
  },
};

export const forAlert = {
  args: { alert_id: v.id("alerts") },
  input: async (
    ctx: QueryCtx,
    args: { alert_id: Id<"alerts"> },
    { role }: Access,
  ) => {
    const found = await ctx.db.get("alerts", args.alert_id);
    const { row: alert, ...membership } = await requireRow(ctx, found, role);
    return { ctx: { ...membership, alert }, args: {} };
  },
};
