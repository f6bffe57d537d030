/** Tables of the daily digest: each run, and what came of it. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { BULLET_KINDS, DIGEST_LANGUAGES } from "../../../src/lib/digest/types";

export const vDigestTrigger = v.union(
  v.literal("schedule"),
  v.literal("manual"),
);

/**
 * `claimed`: waits for its turn or runs. `waiting`: the provider asked for
 * patience; goes on at `retry_at`. `done`: a summary is stored. `skipped`:
 * nobody wrote anything, so there is nothing to say.
 */
export const vDigestRunStatus = v.union(
  v.literal("claimed"),
  v.literal("waiting"),
  v.literal("done"),
  v.literal("skipped"),
);

export const vDigestMode = v.union(v.literal("ai"), v.literal("extractive"));
export const vDigestLanguage = v.union(
  ...DIGEST_LANGUAGES.map((language) => v.literal(language)),
);

export const vDigestBullet = v.object({
  kind: v.union(...BULLET_KINDS.map((kind) => v.literal(kind))),
  text: v.string(),
  /** The messages that say so. */
  citations: v.array(
    v.object({
      message_id: v.id("messages"),
      conversation_id: v.id("conversations"),
    }),
  ),
});

/** A conversation that waited for an answer; see `OpenThread`. */
export const vOpenThread = v.object({
  conversation_id: v.id("conversations"),
  message_id: v.id("messages"),
  since: v.number(),
  snippet: v.string(),
});

export const vDigestCounts = v.object({
  messages: v.number(),
  inbound: v.number(),
  conversations: v.number(),
  waiting: v.number(),
  selected: v.number(),
});

export const digestTables = {
  /**
   * One digest being made, claimed once per workspace, trigger and local date.
   * Written by the cron, the sweeper and the run itself; read by operators;
   * kept.
   */
  digestRuns: defineTable({
    workspace_id: v.id("workspaces"),
    /** The day it is the digest of, YYYY-MM-DD in the workspace's zone. */
    local_date: v.string(),
    trigger: vDigestTrigger,
    due_at: v.number(),
    status: vDigestRunStatus,
    /** Messages committed after this mark, absent for the first digest, ... */
    after: v.optional(v.int64()),
    /** ... up to this one, the snapshot at the claim. */
    up_to: v.int64(),
    /** How often it was started, the first time included. */
    attempts: v.number(),
    /** When it was last started. */
    claimed_at: v.number(),
    /** Calls to the provider that failed in a row, and when the first began. */
    call_attempts: v.number(),
    first_call_at: v.optional(v.number()),
    retry_at: v.optional(v.number()),
    finished_at: v.optional(v.number()),
    /** Why no model wrote it; a code. */
    reason: v.optional(v.string()),
  })
    .index("by_workspace_id_and_trigger_and_local_date", [
      "workspace_id",
      "trigger",
      "local_date",
    ])
    .index("by_status_and_claimed_at", ["status", "claimed_at"]),

  /**
   * What a model said of one page of a run, so that a page is paid for once.
   * Written and read by the run; deleted when it ends.
   */
  digestPages: defineTable({
    run_id: v.id("digestRuns"),
    page: v.number(),
    /** The answer as it passed its checks, JSON. */
    answer: v.string(),
  }).index("by_run_id_and_page", ["run_id", "page"]),

  /**
   * A digest as people read it. Written once by its run; read by members and by
   * the next run; kept.
   */
  dailySummaries: defineTable({
    workspace_id: v.id("workspaces"),
    run_id: v.id("digestRuns"),
    local_date: v.string(),
    mode: vDigestMode,
    /** Why it is extractive; a code. */
    reason: v.optional(v.string()),
    language: vDigestLanguage,
    text: v.string(),
    bullets: v.array(vDigestBullet),
    message_count: v.number(),
    counts: vDigestCounts,
    /** Who still waits for an answer: where the next digest goes on. */
    open_threads: v.array(vOpenThread),
    /** The next digest begins after this commit. */
    watermark: v.int64(),
    created_at: v.number(),
  })
    .index("by_workspace_id_and_watermark", ["workspace_id", "watermark"])
    .index("by_run_id", ["run_id"]),
};
