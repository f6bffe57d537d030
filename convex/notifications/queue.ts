/** Notifications on their way: who is told, each attempt's begin and end. */
import { v } from "convex/values";
import {
  TOPIC_OF,
  toWords,
  vNotificationEvent,
} from "../../src/lib/notifications/events";
import { SEND_FAILURES } from "../../src/lib/notifications/outcome";
import { MAX_SENDS } from "../../src/lib/notifications/retry";
import { DAY_MS, MINUTE_MS } from "../../src/lib/time/units";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { env, internalMutation, type MutationCtx } from "../_generated/server";
import { listChannels, signingSecrets } from "../model/notifications/channels";
import {
  endAttempt,
  enqueue,
  firstDue,
  wake,
  type AttemptEnd,
} from "../model/notifications/queue";
import { tellOfChannel } from "../model/alerts/channelAlerts";
import { keepText } from "../model/users/outbox";
import { trySendMail } from "../model/users/mail";

/** Well above an attempt's timeout: whoever has not said the end by then is gone. */
const LEASE_MS = MINUTE_MS;
/** How long a notification can be looked up and sent again. */
const KEPT_MS = 30 * DAY_MS;
/** What is overdue for so long has lost its job. */
const OVERDUE_MS = 2 * MINUTE_MS;
const BATCH = 100;

/** Puts what happened into the queue of every channel that asks for it. */
export const fanOut = internalMutation({
  args: {
    workspace_id: v.optional(v.id("workspaces")),
    event_key: v.string(),
    event: vNotificationEvent,
    at: v.number(),
    except: v.optional(v.id("channels")),
  },
  returns: v.null(),
  handler: async (ctx, { workspace_id, event_key: key, event, at, except }) => {
    const topic = TOPIC_OF[event.type];
    for (const channel of await listChannels(ctx, workspace_id)) {
      const isAsked = topic === null || channel.topics.includes(topic);
      const isOn = channel.off_since === undefined;
      if (isAsked && isOn && channel._id !== except) {
        await enqueue(ctx, channel._id, { key, event, at });
      }
    }
    return null;
  },
});

const vAttempt = v.object({
  notification_id: v.id("notifications"),
  attempt: v.number(),
  kind: v.union(v.literal("webhook"), v.literal("slack")),
  channel_key: v.string(),
  sealed_address: v.string(),
  sealed_secrets: v.array(v.string()),
  event: vNotificationEvent,
  at: v.number(),
  slug: v.optional(v.string()),
});
export type Attempt = typeof vAttempt.type;

/** Begins the next attempt of a channel; null when there is nothing to post. */
export const begin = internalMutation({
  args: { channel_id: v.id("channels"), run: v.number() },
  returns: v.union(v.null(), vAttempt),
  handler: async (ctx, { channel_id, run }): Promise<Attempt | null> => {
    const channel = await ctx.db.get("channels", channel_id);
    if (channel?.run !== run) {
      return null;
    }
    await ctx.db.patch("channels", channel_id, { wakes_at: undefined });
    const next = await firstDue(ctx, channel_id);
    const now = Date.now();
    if (next === null || (next.next_attempt_at ?? now) > now) {
      await wake(ctx, channel_id);
      return null;
    }
    const refused = refusalOf(channel, next);
    if (refused !== null) {
      await conclude(ctx, channel, next, { failure: refused });
      return null;
    }
    const attempt = next.attempts + 1;
    const slug = await slugOf(ctx, channel);
    const begun = { attempts: attempt, last_attempt_at: now };
    if (channel.email !== undefined) {
      await ctx.db.patch("notifications", next._id, begun);
      await mail(ctx, channel.email, next, slug);
      await conclude(ctx, channel, { ...next, ...begun }, { failure: null });
      return null;
    }
    const until = now + LEASE_MS;
    await ctx.db.patch("notifications", next._id, {
      ...begun,
      next_attempt_at: until,
    });
    await ctx.db.patch("channels", channel_id, { sending_until: until });
    // Looks after this attempt, should nobody say how it ended.
    await wake(ctx, channel_id);
    return {
      notification_id: next._id,
      attempt,
      kind: channel.kind === "slack" ? "slack" : "webhook",
      channel_key: channel.channel_key,
      sealed_address: channel.sealed_address ?? "",
      sealed_secrets: signingSecrets(channel, now),
      event: next.event,
      at: next.at,
      slug,
    };
  },
});

/** Why there is no further attempt, if so. */
function refusalOf(
  channel: Doc<"channels">,
  { attempts }: Doc<"notifications">,
): AttemptEnd["failure"] {
  if (channel.off_since !== undefined) {
    return "channel_off";
  }
  return attempts >= MAX_SENDS ? "end_unknown" : null;
}

/** By mail, or, for lack of a provider, into the mailbox that operators read. */
async function mail(
  ctx: MutationCtx,
  to: string,
  { event, at }: Doc<"notifications">,
  slug: string | undefined,
): Promise<void> {
  const words = toWords(event, { slug, at, pageOrigin: env.SITE_URL });
  if ((await trySendMail(ctx, to, words)) === undefined) {
    await keepText(ctx, to, words);
  }
}

async function slugOf(
  ctx: MutationCtx,
  { workspace_id }: Doc<"channels">,
): Promise<string | undefined> {
  const workspace =
    workspace_id && (await ctx.db.get("workspaces", workspace_id));
  return workspace?.slug;
}

/** Ends an attempt, lets the channel go on, and tells when it does not work. */
async function conclude(
  ctx: MutationCtx,
  channel: Doc<"channels">,
  notification: Doc<"notifications">,
  end: AttemptEnd,
): Promise<void> {
  await endAttempt(ctx, channel, notification, end);
  await tellOfChannel(ctx, channel._id, notification._id);
  await wake(ctx, channel._id);
}

/** Says how an attempt ended. One that is overtaken changes nothing. */
export const settle = internalMutation({
  args: {
    notification_id: v.id("notifications"),
    attempt: v.number(),
    failure: v.union(
      v.null(),
      ...SEND_FAILURES.map((failure) => v.literal(failure)),
    ),
    http_status: v.optional(v.number()),
    retry_after_ms: v.optional(v.number()),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    const notification = await ctx.db.get(
      "notifications",
      args.notification_id,
    );
    const channel =
      notification && (await ctx.db.get("channels", notification.channel_id));
    if (
      channel === null ||
      notification?.status !== "waiting" ||
      notification.attempts !== args.attempt
    ) {
      return null;
    }
    await conclude(ctx, channel, notification, {
      failure: args.failure,
      httpStatus: args.http_status,
      retryAfterMs: args.retry_after_ms,
    });
    return null;
  },
});

/** Gives channels whose job was lost a new one; deletes what is old. */
export const sweep = internalMutation({
  args: {},
  returns: v.object({ woken: v.number(), deleted: v.number() }),
  handler: async (ctx) => {
    const now = Date.now();
    const overdue = await ctx.db
      .query("notifications")
      .withIndex("by_status_and_next_attempt_at", (q) =>
        q.eq("status", "waiting").lt("next_attempt_at", now - OVERDUE_MS),
      )
      .take(BATCH);
    const channels = new Set<Id<"channels">>(
      overdue.map(({ channel_id }) => channel_id),
    );
    for (const id of channels) {
      await wake(ctx, id);
    }
    const old = await ctx.db
      .query("notifications")
      .withIndex("by_at", (q) => q.lt("at", now - KEPT_MS))
      .take(BATCH);
    const ended = old.filter(({ status }) => status !== "waiting");
    for (const { _id } of ended) {
      await ctx.db.delete("notifications", _id);
    }
    if (ended.length === BATCH) {
      await ctx.scheduler.runAfter(0, internal.notifications.queue.sweep, {});
    }
    return { woken: channels.size, deleted: ended.length };
  },
});
