/** Tables about deliveries: replays, looks at bodies, counts of hours. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vUserId } from "../users/tables";
import { vAuditStatus } from "./tables";

/** Statuses that a replay of many may name. */
export const vReplayStatus = v.union(
  v.literal("failed"),
  v.literal("partial"),
  v.literal("rejected"),
);

/** Which deliveries a replay of many means; times are ms UTC. */
export const vReplayFilter = v.object({
  statuses: v.array(vReplayStatus),
  from: v.number(),
  until: v.number(),
  event_type: v.optional(v.string()),
  endpoint_key: v.optional(v.string()),
});

/** What became of the deliveries of a run; `started` are all it took up. */
export const vReplayCounts = v.object({
  started: v.number(),
  processed: v.number(),
  partial: v.number(),
  failed: v.number(),
  ignored: v.number(),
  /** The raw body is gone. */
  expired: v.number(),
  /** Mended, or under way, by the time that it was their turn. */
  skipped: v.number(),
  /** Items that brought something that was not known. */
  news: v.number(),
});

export const replayTables = {
  /**
   * Each time that a delivery was replayed: who asked, and what came of it.
   * Written by replays and progress; read by the life of a delivery and by its
   * run; swept 90 days after it was asked for.
   */
  deliveryReplays: defineTable({
    audit_id: v.id("webhookAudit"),
    workspace_id: v.optional(v.id("workspaces")),
    run_id: v.optional(v.id("replayRuns")),
    /** Absent for an operator with the admin key. */
    requested_by: v.optional(vUserId),
    requested_at: v.number(),
    status_before: vAuditStatus,
    /** A run counts each one once after it ended. */
    state: v.union(v.literal("open"), v.literal("ended"), v.literal("counted")),
    ended_at: v.optional(v.number()),
    status_after: v.optional(vAuditStatus),
    error_code: v.optional(v.string()),
    /** Items that brought something that was not known. */
    news_count: v.number(),
  })
    .index("by_audit_id", ["audit_id"])
    .index("by_run_id_and_state", ["run_id", "state"])
    .index("by_requested_at", ["requested_at"]),

  /**
   * Replays of many failed deliveries. Written by `webhooks/replays`; read by
   * the page and operators; kept: a few a year.
   */
  replayRuns: defineTable({
    workspace_id: v.id("workspaces"),
    requested_by: v.optional(vUserId),
    filter: vReplayFilter,
    /** What was estimated: deliveries, and items that could change something. */
    total: v.number(),
    per_second: v.number(),
    status: v.union(
      v.literal("running"),
      v.literal("paused"),
      v.literal("canceled"),
      v.literal("done"),
      v.literal("failed"),
    ),
    /** The status whose deliveries are next, by its place in the filter. */
    status_index: v.number(),
    cursor: v.union(v.null(), v.string()),
    is_listed: v.boolean(),
    counts: vReplayCounts,
    step_id: v.optional(v.id("_scheduled_functions")),
    /** Steps that failed since one worked. */
    attempts: v.number(),
    started_at: v.number(),
    ended_at: v.optional(v.number()),
  })
    .index("by_workspace_id_and_started_at", ["workspace_id", "started_at"])
    .index("by_ended_at", ["ended_at"]),

  /**
   * Deliveries an hour, of a workspace or of nobody. Written by the cron
   * `webhooks/hours` alone; read by the page and by health; swept after 400
   * days.
   */
  hourlyStats: defineTable({
    workspace_id: v.optional(v.id("workspaces")),
    /** Its start, ms UTC. */
    hour_at: v.number(),
    accepted: v.number(),
    duplicates: v.number(),
    failed: v.number(),
    /** Signatures that did not match, as far as they were answered 401. */
    refused: v.number(),
    /** From arrival to through, by the buckets of src/lib/webhooks/hourStats. */
    lags: v.array(v.number()),
    /** What was received before is counted. */
    counted_until: v.number(),
  })
    .index("by_workspace_id_and_hour_at", ["workspace_id", "hour_at"])
    .index("by_hour_at", ["hour_at"]),

  /**
   * Hours to count anew. Written where a row changes that is counted already;
   * read and deleted by the cron.
   */
  hourlyRecounts: defineTable({
    workspace_id: v.optional(v.id("workspaces")),
    hour_at: v.number(),
  }),

  /**
   * Who looked at a delivery's raw body. Written by each look; read by admins;
   * swept after a year.
   */
  bodyLooks: defineTable({
    audit_id: v.id("webhookAudit"),
    workspace_id: v.optional(v.id("workspaces")),
    /** Absent for an operator with the admin key. */
    user_id: v.optional(vUserId),
    at: v.number(),
  })
    .index("by_audit_id", ["audit_id"])
    .index("by_at", ["at"]),
};
