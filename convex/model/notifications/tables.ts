/** Tables of what people are told of elsewhere: channels, and what goes over them. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import {
  vNotificationEvent,
  vTopic,
} from "../../../src/lib/notifications/events";

export const vChannelKind = v.union(
  v.literal("webhook"),
  v.literal("slack"),
  v.literal("email"),
);
export type ChannelKind = typeof vChannelKind.type;

/**
 * `waiting`: for its first attempt or the next one. `sent`: the receiver has it;
 * a mail: the provider or the operators' mailbox has it. `dead_letter`: given up,
 * until somebody sends it again.
 */
export const vNotificationStatus = v.union(
  v.literal("waiting"),
  v.literal("sent"),
  v.literal("dead_letter"),
);

/** By a person, or because the receiver answered that it is gone (410). */
export const vChannelOffReason = v.union(
  v.literal("by_hand"),
  v.literal("gone"),
);

export const notificationTables = {
  /**
   * Where a workspace is told of things. Written by admins, and with each
   * attempt; read when something happens; deleted by admins. Without a workspace
   * it is the operators' and gets the deployment's own alerts.
   */
  channels: defineTable({
    workspace_id: v.optional(v.id("workspaces")),
    /** Stands for the channel in what its sealed texts are bound to. */
    channel_key: v.string(),
    name: v.string(),
    kind: vChannelKind,
    topics: v.array(vTopic),
    /** Of the address, to be shown; the rest may be a secret. */
    host: v.optional(v.string()),
    /** Sealed with the master key; webhooks and Slack. */
    sealed_address: v.optional(v.string()),
    email: v.optional(v.string()),
    /** Signs webhooks; sealed. */
    sealed_secret: v.optional(v.string()),
    /** The one before it, with which is signed as well until its time is over. */
    sealed_previous_secret: v.optional(v.string()),
    previous_secret_until: v.optional(v.number()),
    /** Since when nothing goes over it. */
    off_since: v.optional(v.number()),
    off_reason: v.optional(vChannelOffReason),
    created_at: v.number(),
    /** Counts its jobs: only the newest one goes on. */
    run: v.number(),
    /** When that job looks; absent while nothing waits. */
    wakes_at: v.optional(v.number()),
    /** Until when an attempt under way is believed to end by itself. */
    sending_until: v.optional(v.number()),
    waiting_count: v.number(),
    /** Attempts that failed since the last one that did not. */
    failures: v.number(),
    last_sent_at: v.optional(v.number()),
    last_failed_at: v.optional(v.number()),
    last_error_code: v.optional(v.string()),
  })
    .index("by_workspace_id", ["workspace_id"])
    .index("by_previous_secret_until", ["previous_secret_until"]),

  /**
   * One thing to tell over one channel. Written when it happens and with each
   * attempt; read by the channel's job and by admins; deleted after 30 days. Its
   * id is the `webhook-id` of every attempt.
   */
  notifications: defineTable({
    channel_id: v.id("channels"),
    /** Names what happened: it is told once per channel. */
    event_key: v.string(),
    event: vNotificationEvent,
    /** When it happened. */
    at: v.number(),
    status: vNotificationStatus,
    attempts: v.number(),
    /** While it waits. */
    next_attempt_at: v.optional(v.number()),
    last_attempt_at: v.optional(v.number()),
    last_error_code: v.optional(v.string()),
    /** What the receiver answered last, if it did. */
    last_http_status: v.optional(v.number()),
    finished_at: v.optional(v.number()),
  })
    .index("by_channel_id_and_event_key", ["channel_id", "event_key"])
    .index("by_channel_id_and_at", ["channel_id", "at"])
    .index("by_channel_id_and_status_and_next_attempt_at", [
      "channel_id",
      "status",
      "next_attempt_at",
    ])
    .index("by_status_and_next_attempt_at", ["status", "next_attempt_at"])
    .index("by_at", ["at"]),
};
