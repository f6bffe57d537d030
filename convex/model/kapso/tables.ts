/** Tables of the pull side: what we may ask Kapso, and how we stand to it. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { KAPSO_FAILURE_CODES } from "../../../src/lib/kapso/api/failure";
import { WEBHOOK_PROBLEMS } from "../../../src/lib/kapso/api/webhookCheck";

/** Only compares, or also feeds what is missing. */
export const vReconcileMode = v.union(v.literal("watch"), v.literal("repair"));

export const vWebhookProblem = v.object({
  phone_number_id: v.string(),
  problem: v.union(...WEBHOOK_PROBLEMS.map((name) => v.literal(name))),
});

/** What a comparison has found so far. */
export const vFindings = v.object({
  checked_messages: v.number(),
  checked_conversations: v.number(),
  /** Messages that Kapso has and we had not. */
  missing: v.number(),
  /** Messages and conversations of which Kapso knows more. */
  stale: v.number(),
  /** Of both, what was fed and is there now. */
  repaired: v.number(),
  /** What could not be applied. */
  failed: v.number(),
});

export const NO_FINDINGS: Readonly<typeof vFindings.type> = {
  checked_messages: 0,
  checked_conversations: 0,
  missing: 0,
  stale: 0,
  repaired: 0,
  failed: 0,
};

export const kapsoTables = {
  /**
   * A workspace's key of Kapso's read API, sealed. Written by admins and
   * operators; read by whatever asks Kapso; deleted when it is taken away. A
   * workspace without a row uses the environment's.
   */
  kapsoKeys: defineTable({
    workspace_id: v.id("workspaces"),
    /** Sealed with the master key; purpose "kapso_api_key". */
    sealed_key: v.string(),
    /** Its last four characters, to tell keys apart. */
    key_end: v.string(),
    set_at: v.number(),
  }).index("by_workspace_id", ["workspace_id"]),

  /**
   * What a key may ask, where that is not the smallest plan's, and until when
   * it may not. Written and read around requests; one row per key, kept.
   */
  kapsoBudgets: defineTable({
    /** Names the key without holding it. */
    fingerprint: v.string(),
    /** Requests a minute, as Kapso's headers said. */
    limit: v.optional(v.number()),
    blocked_until: v.optional(v.number()),
  }).index("by_fingerprint", ["fingerprint"]),

  /**
   * Workspaces that are compared with Kapso every hour. Written when an admin or
   * operator switches it on or off, and by each start; read by the monitor.
   */
  syncMonitors: defineTable({
    workspace_id: v.id("workspaces"),
    mode: vReconcileMode,
    next_at: v.number(),
  })
    .index("by_workspace_id", ["workspace_id"])
    .index("by_next_at", ["next_at"]),

  /**
   * Comparisons with Kapso, one row each. Written step by step; read by status
   * and health; kept for 30 days.
   */
  syncHealth: defineTable({
    workspace_id: v.id("workspaces"),
    mode: vReconcileMode,
    status: v.union(
      v.literal("running"),
      v.literal("done"),
      v.literal("failed"),
    ),
    started_at: v.number(),
    progressed_at: v.number(),
    finished_at: v.optional(v.number()),
    /** Provider time of the messages that are compared. */
    window_from: v.number(),
    window_to: v.number(),
    phone_number_ids: v.array(v.string()),
    /** Place in the order of steps, and in its list. */
    step: v.number(),
    cursor: v.optional(v.string()),
    ...vFindings.fields,
    webhook_problems: v.array(vWebhookProblem),
    /** Newest message that Kapso has, and that we had. */
    newest_at: v.optional(v.number()),
    newest_known_at: v.optional(v.number()),
    /** How far we were behind. */
    lag_ms: v.optional(v.number()),
    error_code: v.optional(
      v.union(...KAPSO_FAILURE_CODES.map((code) => v.literal(code))),
    ),
    retry_at: v.optional(v.number()),
    /** Failures in a row, and lists begun anew because their cursor ended. */
    failures: v.number(),
    restarts: v.number(),
  })
    .index("by_workspace_id_and_started_at", ["workspace_id", "started_at"])
    .index("by_workspace_id_and_status_and_started_at", [
      "workspace_id",
      "status",
      "started_at",
    ])
    .index("by_status_and_progressed_at", ["status", "progressed_at"]),
};
