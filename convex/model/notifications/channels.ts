/** Channels: finding them, what people see of them, their sealed texts. */
import { v } from "convex/values";
import { isStillAccepted } from "../../../src/lib/secrets/rotation";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { vTopic } from "../../../src/lib/notifications/events";
import { vChannelKind, vChannelOffReason } from "./tables";

/** Of one workspace, and of the operators. */
export const MAX_CHANNELS = 20;

/** Channels of a workspace, oldest first; of the operators without one. */
export async function listChannels(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces"> | undefined,
): Promise<Doc<"channels">[]> {
  return await ctx.db
    .query("channels")
    .withIndex("by_workspace_id", (q) => q.eq("workspace_id", workspaceId))
    .take(MAX_CHANNELS);
}

/** What a channel's sealed texts are bound to: they open nowhere else. */
export const channelBinding = {
  address: (channelKey: string) => `channel_address:${channelKey}`,
  secret: (channelKey: string) => `channel_secret:${channelKey}`,
};

/** The sealed secrets that sign now, the current one first. */
export function signingSecrets(
  channel: Doc<"channels">,
  now: number,
): string[] {
  const { sealed_secret: current, sealed_previous_secret: previous } = channel;
  const isBoth =
    previous !== undefined &&
    isStillAccepted(channel.previous_secret_until, now);
  return [
    ...(current === undefined ? [] : [current]),
    ...(isBoth ? [previous] : []),
  ];
}

/** Whether its last attempt did not get through. */
export const isFailing = ({ failures, off_reason }: Doc<"channels">): boolean =>
  off_reason !== "by_hand" && failures > 0;

export const vChannelView = v.object({
  channel_id: v.id("channels"),
  name: v.string(),
  kind: vChannelKind,
  topics: v.array(vTopic),
  /** Host of the address, or the mail address. */
  target: v.string(),
  off_since: v.optional(v.number()),
  off_reason: v.optional(vChannelOffReason),
  created_at: v.number(),
  previous_secret_until: v.optional(v.number()),
  waiting_count: v.number(),
  /** Attempts that failed since the last one that did not. */
  failures: v.number(),
  last_sent_at: v.optional(v.number()),
  last_failed_at: v.optional(v.number()),
  /** Of the last failure; still there when it works again. */
  last_error_code: v.optional(v.string()),
});

export function toChannelView(
  channel: Doc<"channels">,
): typeof vChannelView.type {
  return {
    channel_id: channel._id,
    name: channel.name,
    kind: channel.kind,
    topics: channel.topics,
    target: channel.host ?? channel.email ?? "",
    off_since: channel.off_since,
    off_reason: channel.off_reason,
    created_at: channel.created_at,
    previous_secret_until: channel.previous_secret_until,
    waiting_count: channel.waiting_count,
    failures: channel.failures,
    last_sent_at: channel.last_sent_at,
    last_failed_at: channel.last_failed_at,
    last_error_code: channel.last_error_code,
  };
}
