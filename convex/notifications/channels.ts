/** The writes of the actions that make and change channels. */
import { ConvexError, v } from "convex/values";
import { DAY_MS } from "../../src/lib/time/units";
import { vTopic } from "../../src/lib/notifications/events";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import {
  internalMutation,
  internalQuery,
  type QueryCtx,
} from "../_generated/server";
import { listChannels, MAX_CHANNELS } from "../model/notifications/channels";
import { withoutAbsent } from "../../src/lib/values/withoutAbsent";
import { vChannelKind } from "../model/notifications/tables";
import { refusal } from "../model/shared/refuse";

/** How long the secret before still signs beside the new one. */
const OVERLAP_MS = DAY_MS;
const REMOVED_AT_ONCE = 500;

const vTarget = {
  host: v.optional(v.string()),
  sealed_address: v.optional(v.string()),
  email: v.optional(v.string()),
};

/** Stores a channel. */
export const store = internalMutation({
  args: {
    workspace_id: v.optional(v.id("workspaces")),
    channel_key: v.string(),
    name: v.string(),
    kind: vChannelKind,
    topics: v.array(vTopic),
    ...vTarget,
    sealed_secret: v.optional(v.string()),
  },
  returns: v.id("channels"),
  handler: async (ctx, channel) => {
    const others = await listChannels(ctx, channel.workspace_id);
    if (others.length >= MAX_CHANNELS) {
      throw new ConvexError({ code: "too_many_channels" });
    }
    return await ctx.db.insert("channels", {
      ...channel,
      created_at: Date.now(),
      run: 0,
      waiting_count: 0,
      failures: 0,
    });
  },
});

/** A channel of the workspace, or of the operators without one. */
async function requireOwn(
  ctx: QueryCtx,
  channelId: Id<"channels">,
  workspaceId: Id<"workspaces"> | undefined,
): Promise<Doc<"channels">> {
  const channel = await ctx.db.get("channels", channelId);
  if (channel === null || channel.workspace_id !== workspaceId) {
    throw refusal("unknownChannel");
  }
  return channel;
}

const vOwn = {
  channel_id: v.id("channels"),
  workspace_id: v.optional(v.id("workspaces")),
};

/** What is needed to seal something for a channel. */
export const find = internalQuery({
  args: vOwn,
  returns: v.object({ channel_key: v.string(), kind: vChannelKind }),
  handler: async (ctx, { channel_id, workspace_id }) => {
    const { channel_key, kind } = await requireOwn(
      ctx,
      channel_id,
      workspace_id,
    );
    return { channel_key, kind };
  },
});

/** Changes what is given. */
export const change = internalMutation({
  args: {
    ...vOwn,
    name: v.optional(v.string()),
    topics: v.optional(v.array(vTopic)),
    is_on: v.optional(v.boolean()),
    ...vTarget,
  },
  returns: v.null(),
  handler: async (ctx, { channel_id, workspace_id, is_on, ...fields }) => {
    const channel = await requireOwn(ctx, channel_id, workspace_id);
    const isOn = channel.off_since === undefined;
    const patch =
      is_on === undefined || is_on === isOn
        ? {}
        : is_on
          ? { off_since: undefined, off_reason: undefined, failures: 0 }
          : { off_since: Date.now(), off_reason: "by_hand" as const };
    await ctx.db.patch("channels", channel_id, {
      ...withoutAbsent(fields),
      ...patch,
    });
    return null;
  },
});

/** Replaces a channel's secret; both sign for a day. */
export const replaceSecret = internalMutation({
  args: { ...vOwn, sealed_secret: v.string() },
  returns: v.object({ previous_secret_until: v.number() }),
  handler: async (ctx, { channel_id, workspace_id, sealed_secret }) => {
    const channel = await requireOwn(ctx, channel_id, workspace_id);
    const previous_secret_until = Date.now() + OVERLAP_MS;
    await ctx.db.patch("channels", channel_id, {
      sealed_secret,
      sealed_previous_secret: channel.sealed_secret,
      previous_secret_until,
    });
    return { previous_secret_until };
  },
});

/** Deletes what went over a channel that is gone, a batch after another. */
export const removeNotifications = internalMutation({
  args: { channel_id: v.id("channels") },
  returns: v.null(),
  handler: async (ctx, args) => {
    const rows = await ctx.db
      .query("notifications")
      .withIndex("by_channel_id_and_at", (q) =>
        q.eq("channel_id", args.channel_id),
      )
      .take(REMOVED_AT_ONCE);
    for (const { _id } of rows) {
      await ctx.db.delete("notifications", _id);
    }
    if (rows.length === REMOVED_AT_ONCE) {
      await ctx.scheduler.runAfter(
        0,
        internal.notifications.channels.removeNotifications,
        args,
      );
    }
    return null;
  },
});
