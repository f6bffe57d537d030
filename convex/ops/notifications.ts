/** Alerts, channels and what goes over them, for operators. */
import { v } from "convex/values";
import { HOUR_MS } from "../../src/lib/time/units";
import type { Doc, Id } from "../_generated/dataModel";
import { internal } from "../_generated/api";
import {
  internalAction,
  internalMutation,
  internalQuery,
  type QueryCtx,
} from "../_generated/server";
import { listAlerts as alertsOf } from "../model/alerts/list";
import { toAlertView, vAlertView } from "../model/alerts/views";
import {
  listChannels as channelsOf,
  toChannelView,
  vChannelView,
} from "../model/notifications/channels";
import {
  makeChannel,
  rotateChannel,
  vMadeChannel,
  vNewChannel,
  vRotatedChannel,
  type MadeChannel,
} from "../model/notifications/making";
import {
  enqueueTest,
  removeChannel as removeOne,
  sendAgain,
} from "../model/notifications/queue";
import { vNotificationStatus } from "../model/notifications/tables";
import {
  toNotificationView,
  vNotificationView,
} from "../model/notifications/views";
import { passRefusal, refusal } from "../model/shared/refuse";
import { requireLimit, takeRows, vRows } from "../model/shared/rows";
import {
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";

/** Longer is forgotten, not muted: 90 days. */
const MAX_MUTE_HOURS = 2_160;

/** The workspace that is named; undefined where none is: the deployment. */
async function ownerOf(
  ctx: QueryCtx,
  ref: { workspace?: string; workspace_id?: Id<"workspaces"> },
): Promise<Id<"workspaces"> | undefined> {
  return ref.workspace === undefined && ref.workspace_id === undefined
    ? undefined
    : (await requireWorkspace(ctx, ref))._id;
}

/** The same for actions. */
export const findOwner = internalQuery({
  args: vWorkspaceRef.fields,
  returns: v.union(v.null(), v.id("workspaces")),
  handler: async (ctx, ref) => (await ownerOf(ctx, ref)) ?? null,
});

/**
 * Alerts of a workspace, or the deployment's own: those that stand, and those
 * that ended last.
 *
 * @throws ConvexError as `requireWorkspace`, `invalid_limit`.
 */
export const listAlerts = internalQuery({
  args: { ...vWorkspaceRef.fields, limit: v.optional(v.number()) },
  returns: v.object({
    open: v.array(vAlertView),
    resolved: v.array(vAlertView),
  }),
  handler: async (ctx, { limit, ...ref }) => {
    const owner = await ownerOf(ctx, ref);
    const { open, resolved } = await alertsOf(ctx, owner, requireLimit(limit));
    return {
      open: open.map((alert) => toAlertView(alert, true)),
      resolved: resolved.map((alert) => toAlertView(alert, true)),
    };
  },
});

/**
 * Mutes an alert for so many hours; 0 ends that.
 *
 * @throws ConvexError `not_found`, `invalid_hours`.
 */
export const muteAlert = internalMutation({
  args: { alert_id: v.string(), hours: v.number() },
  returns: v.null(),
  handler: async (ctx, { alert_id, hours }) => {
    const id = ctx.db.normalizeId("alerts", alert_id);
    const alert = id === null ? null : await ctx.db.get("alerts", id);
    if (alert === null) {
      throw refusal("unknownAlert");
    }
    if (!Number.isInteger(hours) || hours < 0 || hours > MAX_MUTE_HOURS) {
      throw refusal("invalidMute");
    }
    const muted_until = hours === 0 ? undefined : Date.now() + hours * HOUR_MS;
    await ctx.db.patch("alerts", alert._id, { muted_until });
    return null;
  },
});

/**
 * Channels of a workspace; without one the operators' own, which get the
 * deployment's alerts.
 *
 * @throws ConvexError as `requireWorkspace`.
 */
export const listChannels = internalQuery({
  args: vWorkspaceRef.fields,
  returns: v.object({ rows: v.array(vChannelView) }),
  handler: async (ctx, ref) => ({
    rows: (await channelsOf(ctx, await ownerOf(ctx, ref))).map(toChannelView),
  }),
});

/**
 * Makes a channel; a webhook's secret is shown this once.
 *
 * @throws ConvexError as `requireWorkspace` and `channels:create`.
 */
export const createChannel = internalAction({
  args: { ...vWorkspaceRef.fields, ...vNewChannel.fields },
  returns: vMadeChannel,
  handler: async (ctx, args): Promise<MadeChannel> => {
    const { workspace, workspace_id, ...channel } = args;
    const owner: Id<"workspaces"> | null = await passRefusal(
      ctx.runQuery(internal.ops.findOwner, { workspace, workspace_id }),
    );
    return await makeChannel(ctx, owner ?? undefined, channel);
  },
});

const vChannel = { channel_id: v.string() };

async function requireChannel(
  ctx: QueryCtx,
  text: string,
): Promise<Doc<"channels">> {
  const id = ctx.db.normalizeId("channels", text);
  const channel = id === null ? null : await ctx.db.get("channels", id);
  if (channel === null) {
    throw refusal("unknownChannel");
  }
  return channel;
}

export const findChannel = internalQuery({
  args: vChannel,
  returns: v.object({
    channel_id: v.id("channels"),
    workspace_id: v.optional(v.id("workspaces")),
  }),
  handler: async (ctx, { channel_id }) => {
    const { _id, workspace_id } = await requireChannel(ctx, channel_id);
    return { channel_id: _id, workspace_id };
  },
});

/**
 * Gives a webhook a new secret; the one before signs beside it for a day.
 *
 * @throws ConvexError `not_found`, `missing_master_key`, `malformed_master_key`.
 */
export const rotateChannelSecret = internalAction({
  args: vChannel,
  returns: vRotatedChannel,
  handler: async (ctx, args): Promise<typeof vRotatedChannel.type> => {
    const own: {
      channel_id: Id<"channels">;
      workspace_id?: Id<"workspaces"> | undefined;
    } = await passRefusal(ctx.runQuery(internal.ops.findChannel, args));
    return await rotateChannel(ctx, {
      channel_id: own.channel_id,
      workspace_id: own.workspace_id,
    });
  },
});

/**
 * Sends a test over a channel.
 *
 * @throws ConvexError `not_found`.
 */
export const testChannel = internalMutation({
  args: vChannel,
  returns: v.object({
    notification_id: v.union(v.null(), v.id("notifications")),
  }),
  handler: async (ctx, { channel_id }) => {
    const channel = await requireChannel(ctx, channel_id);
    return { notification_id: await enqueueTest(ctx, channel) };
  },
});

/**
 * Deletes a channel with what went over it.
 *
 * @throws ConvexError `not_found`.
 */
export const removeChannel = internalMutation({
  args: vChannel,
  returns: v.null(),
  handler: async (ctx, args) => {
    const { _id } = await requireChannel(ctx, args.channel_id);
    await removeOne(ctx, _id);
    return null;
  },
});

/**
 * What went over a channel, newest first.
 *
 * @throws ConvexError `not_found`, `invalid_limit`.
 */
export const listNotifications = internalQuery({
  args: {
    ...vChannel,
    status: v.optional(vNotificationStatus),
    limit: v.optional(v.number()),
  },
  returns: vRows(vNotificationView),
  handler: async (ctx, { channel_id, status, limit }) => {
    const { _id } = await requireChannel(ctx, channel_id);
    const query =
      status === undefined
        ? ctx.db
            .query("notifications")
            .withIndex("by_channel_id_and_at", (q) => q.eq("channel_id", _id))
        : ctx.db
            .query("notifications")
            .withIndex("by_channel_id_and_status_and_next_attempt_at", (q) =>
              q.eq("channel_id", _id).eq("status", status),
            );
    const { rows, has_more } = await takeRows(
      query.order("desc"),
      requireLimit(limit),
    );
    return { rows: rows.map(toNotificationView), has_more };
  },
});

/** Dead letters that one command sends again. */
const SENT_AT_ONCE = 100;

/**
 * Sends a channel's dead letters again, up to 100 of them, newest first.
 *
 * @throws ConvexError `not_found`.
 */
export const resendNotifications = internalMutation({
  args: vChannel,
  returns: v.object({ sent: v.number(), has_more: v.boolean() }),
  handler: async (ctx, { channel_id }) => {
    const { _id } = await requireChannel(ctx, channel_id);
    const dead = ctx.db
      .query("notifications")
      .withIndex("by_channel_id_and_status_and_next_attempt_at", (q) =>
        q.eq("channel_id", _id).eq("status", "dead_letter"),
      )
      .order("desc");
    const { rows, has_more } = await takeRows(dead, SENT_AT_ONCE);
    for (const notification of rows) {
      await sendAgain(ctx, notification);
    }
    return { sent: rows.length, has_more };
  },
});
