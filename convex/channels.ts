/** Where a workspace is told of alerts, leads and digests, for its admins. */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { v } from "convex/values";
import { rateLimiter } from "./componentClients";
import {
  channelMutation,
  channelQuery,
  notificationMutation,
  workspaceAction,
  workspaceQuery,
} from "./functions";
import {
  listChannels,
  toChannelView,
  vChannelView,
} from "./model/notifications/channels";
import {
  changeChannel,
  makeChannel,
  rotateChannel,
  vChannelChange,
  vMadeChannel,
  vNewChannel,
  vRotatedChannel,
  type MadeChannel,
} from "./model/notifications/making";
import {
  enqueueTest,
  removeChannel,
  sendAgain,
} from "./model/notifications/queue";
import {
  toNotificationView,
  vNotificationView,
} from "./model/notifications/views";
import { requireWithinLimit } from "./model/shared/limit";

const vChannelId = v.id("channels");

/**
 * The workspace's channels with how they do, oldest first; never a secret, and of
 * an address only its host.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin.
 */
export const list = workspaceQuery({
  role: "admin",
  args: {},
  returns: v.array(vChannelView),
  handler: async (ctx) =>
    (await listChannels(ctx, ctx.workspace._id)).map(toChannelView),
});

/**
 * Makes a channel. A webhook's secret is shown this once.
 *
 * @throws ConvexError as {@link list}; `invalid_channel`, `too_many_channels`,
 *   `invalid_address`, `malformed_address`, `address_not_https`,
 *   `address_not_public`, `missing_master_key`, `malformed_master_key`.
 */
export const create = workspaceAction({
  role: "admin",
  args: vNewChannel.fields,
  returns: vMadeChannel,
  handler: async (ctx, channel): Promise<MadeChannel> =>
    await makeChannel(ctx, ctx.workspace._id, channel),
});

/**
 * Changes what is given of a channel; `is_on` switches it off and on again.
 *
 * @throws ConvexError as {@link create}.
 */
export const update = workspaceAction({
  role: "admin",
  args: { channel_id: vChannelId, ...vChannelChange.fields },
  returns: v.null(),
  handler: async (ctx, { channel_id, ...change }): Promise<null> =>
    await changeChannel(
      ctx,
      { channel_id, workspace_id: ctx.workspace._id },
      change,
    ),
});

/**
 * Gives a webhook a new secret, shown this once; the one before signs beside it
 * for a day.
 *
 * @throws ConvexError as {@link list}; `missing_master_key`,
 *   `malformed_master_key`.
 */
export const rotate = workspaceAction({
  role: "admin",
  args: { channel_id: vChannelId },
  returns: vRotatedChannel,
  handler: async (ctx, { channel_id }): Promise<typeof vRotatedChannel.type> =>
    await rotateChannel(ctx, { channel_id, workspace_id: ctx.workspace._id }),
});

/**
 * Deletes a channel with what went over it.
 *
 * @throws ConvexError as {@link list}.
 */
export const remove = channelMutation({
  role: "admin",
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    await removeChannel(ctx, ctx.channel._id);
    return null;
  },
});

/**
 * Sends a test, whatever the channel is for.
 *
 * @throws ConvexError as {@link list}; `rate_limited`.
 */
export const test = channelMutation({
  role: "admin",
  args: {},
  returns: v.object({
    notification_id: v.union(v.null(), v.id("notifications")),
  }),
  handler: async (ctx) => {
    await requireWithinLimit(
      rateLimiter.limit(ctx, "channelTest", { key: ctx.workspace._id }),
    );
    return { notification_id: await enqueueTest(ctx, ctx.channel) };
  },
});

/**
 * What went over a channel, newest first.
 *
 * @throws ConvexError as {@link list}.
 */
export const deliveries = channelQuery({
  role: "admin",
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vNotificationView),
  handler: async (ctx, { paginationOpts }) => {
    const page = await ctx.db
      .query("notifications")
      .withIndex("by_channel_id_and_at", (q) =>
        q.eq("channel_id", ctx.channel._id),
      )
      .order("desc")
      .paginate(paginationOpts);
    return { ...page, page: page.page.map(toNotificationView) };
  },
});

/**
 * Sends a dead letter again, under the same id.
 *
 * @returns false when it is none
 * @throws ConvexError as {@link list}.
 */
export const retry = notificationMutation({
  role: "admin",
  args: {},
  returns: v.object({ is_sent: v.boolean() }),
  handler: async (ctx) => ({
    is_sent: await sendAgain(ctx, ctx.notification),
  }),
});
