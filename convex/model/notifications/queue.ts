/**
 * What waits for a channel. Each channel has a job of its own that sends one
 * notification after another, so a channel that times out delays nobody else's.
 */
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { NotificationEvent } from "../../../src/lib/notifications/events";
import {
  isFinal,
  type SendFailure,
} from "../../../src/lib/notifications/outcome";
import { resendDelayMs } from "../../../src/lib/notifications/retry";
import { logEvent } from "../shared/log";

type Channel = Doc<"channels">;
type Notification = Doc<"notifications">;

/** More than this waiting for one channel are dead letters at once. */
export const MAX_WAITING = 1_000;

/** Stores one for a channel, unless it was told of it already. */
export async function enqueue(
  ctx: MutationCtx,
  channelId: Id<"channels">,
  { key, event, at }: { key: string; event: NotificationEvent; at: number },
): Promise<Id<"notifications"> | null> {
  const channel = await ctx.db.get("channels", channelId);
  const known = await ctx.db
    .query("notifications")
    .withIndex("by_channel_id_and_event_key", (q) =>
      q.eq("channel_id", channelId).eq("event_key", key),
    )
    .first();
  if (channel === null || known !== null) {
    return null;
  }
  const row = { channel_id: channelId, event_key: key, event, at, attempts: 0 };
  if (channel.waiting_count >= MAX_WAITING) {
    return await ctx.db.insert("notifications", {
      ...row,
      status: "dead_letter",
      last_error_code: "queue_full" satisfies SendFailure,
      finished_at: Date.now(),
    });
  }
  const id = await ctx.db.insert("notifications", {
    ...row,
    status: "waiting",
    next_attempt_at: Date.now(),
  });
  await patchChannel(ctx, channel, {
    waiting_count: channel.waiting_count + 1,
  });
  await wake(ctx, channelId);
  return id;
}

/** Sends a test, whatever the channel is for. */
export async function enqueueTest(
  ctx: MutationCtx,
  { _id, run }: Channel,
): Promise<Id<"notifications"> | null> {
  const at = Date.now();
  const key = `channel.test:${at}:${run}`;
  return await enqueue(ctx, _id, { key, event: { type: "channel.test" }, at });
}

/** Deletes a channel; what went over it goes a batch after another. */
export async function removeChannel(
  ctx: MutationCtx,
  channelId: Id<"channels">,
): Promise<void> {
  await ctx.db.delete("channels", channelId);
  await ctx.scheduler.runAfter(
    0,
    internal.notifications.channels.removeNotifications,
    { channel_id: channelId },
  );
}

/** Gives a channel a job that looks when the first of what waits is due. */
export async function wake(
  ctx: MutationCtx,
  channelId: Id<"channels">,
): Promise<void> {
  const channel = await ctx.db.get("channels", channelId);
  const due = channel && (await firstDue(ctx, channelId));
  if (channel === null || due === null) {
    return;
  }
  const now = Date.now();
  // Whoever sends looks again when that is done, or given up.
  const at = Math.max(
    due.next_attempt_at ?? now,
    channel.sending_until ?? 0,
    now,
  );
  if (
    channel.wakes_at !== undefined &&
    channel.wakes_at <= at &&
    channel.wakes_at >= now
  ) {
    return;
  }
  const run = channel.run + 1;
  await ctx.scheduler.runAt(at, internal.notifications.send.sendNext, {
    channel_id: channelId,
    run,
  });
  await patchChannel(ctx, channel, { run, wakes_at: at });
}

/** The one whose turn is next. */
export async function firstDue(
  ctx: QueryCtx,
  channelId: Id<"channels">,
): Promise<Notification | null> {
  return await ctx.db
    .query("notifications")
    .withIndex("by_channel_id_and_status_and_next_attempt_at", (q) =>
      q.eq("channel_id", channelId).eq("status", "waiting"),
    )
    .first();
}

export interface AttemptEnd {
  failure: SendFailure | null;
  httpStatus?: number | undefined;
  retryAfterMs?: number | undefined;
}

/** Writes down how an attempt ended, and what follows. */
export async function endAttempt(
  ctx: MutationCtx,
  channel: Channel,
  notification: Notification,
  { failure, httpStatus, retryAfterMs }: AttemptEnd,
): Promise<void> {
  const now = Date.now();
  const delay =
    failure === null || isFinal(failure)
      ? null
      : resendDelayMs(notification.attempts, Math.random(), retryAfterMs);
  const status =
    failure === null ? "sent" : delay === null ? "dead_letter" : "waiting";
  await ctx.db.patch("notifications", notification._id, {
    status,
    next_attempt_at: delay === null ? undefined : now + delay,
    finished_at: delay === null ? now : undefined,
    last_error_code: failure ?? undefined,
    last_http_status: httpStatus,
  });
  await patchChannel(ctx, channel, {
    sending_until: undefined,
    waiting_count: channel.waiting_count - (status === "waiting" ? 0 : 1),
    ...(failure === null
      ? { failures: 0, last_sent_at: now }
      : {
          failures: channel.failures + 1,
          last_failed_at: now,
          last_error_code: failure,
        }),
    ...(failure === "gone"
      ? { off_since: now, off_reason: "gone" as const }
      : {}),
  });
  logEvent(failure === null ? "notification.sent" : "notification.failed", {
    notification_id: notification._id,
    channel_id: channel._id,
    event_type: notification.event.type,
    attempts: notification.attempts,
    reason: failure ?? undefined,
    status,
  });
}

/** Sends a dead letter again, from its first attempt; false if it is none. */
export async function sendAgain(
  ctx: MutationCtx,
  notification: Notification,
): Promise<boolean> {
  const channel = await ctx.db.get("channels", notification.channel_id);
  if (channel === null || notification.status !== "dead_letter") {
    return false;
  }
  await ctx.db.patch("notifications", notification._id, {
    status: "waiting",
    attempts: 0,
    next_attempt_at: Date.now(),
    finished_at: undefined,
  });
  await patchChannel(ctx, channel, {
    waiting_count: channel.waiting_count + 1,
  });
  await wake(ctx, channel._id);
  return true;
}

async function patchChannel(
  ctx: MutationCtx,
  { _id }: Channel,
  patch: Partial<Omit<Channel, "_id" | "_creationTime">>,
): Promise<void> {
  await ctx.db.patch("channels", _id, patch);
}
