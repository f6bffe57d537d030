/** Tables of the daily digest: each run, and what came of it. */
import { vWorkId } from "@convex-dev/workpool";
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vFinishReason } from "../../../src/lib/ai/answer";
import { BULLET_KINDS, DIGEST_LANGUAGES } from "../../../src/lib/digest/types";

export const vDigestTrigger = v.union(
  v.literal("schedule"),
  v.literal("manual"),
);

/**
 * `claimed`: waits for its turn or runs. `waiting`: rate limited, goes on at
 * `retry_at`; stays so until it ends or is rate limited again. `done`: a summary
 * is stored. `skipped`: nobody wrote anything, or another run told of it.
 * `failed`: it was started as often as it may be; the next digest tells of its
 * messages.
 */
export const vDigestRunStatus = v.union(
  v.literal("claimed"),
  v.literal("waiting"),
  v.literal("done"),
  v.literal("skipped"),
  v.literal("failed"),
);

export const vDigestMode = v.union(v.literal("ai"), v.literal("extractive"));
export const vDigestLanguage = v.union(
  ...DIGEST_LANGUAGES.map((language) => v.literal(language)),
);

/** Who wrote a bullet; absent in digests of before it was told apart. */
export const vBulletAuthor = v.union(v.literal("model"), v.literal("rules"));

export type BulletAuthor = typeof vBulletAuthor.type;

export const vDigestBullet = v.object({
  by: v.optional(vBulletAuthor),
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

/** A conversation that waited for an answer; see `OpenConversation`. */
export const vOpenConversation = v.object({
  conversation_id: v.id("conversations"),
  message_id: v.id("messages"),
  since: v.number(),
  /** Only in digests of before the next one read the message itself. */
  snippet: v.optional(v.string()),
});

export const vDigestCounts = v.object({
  messages: v.number(),
  inbound: v.number(),
  conversations: v.number(),
  /** Everybody, also where a list was cut. */
  waiting: v.number(),
  /** Of them; absent like the next two in digests of before they were counted. */
  urgent: v.optional(v.number()),
  /** Conversations that are spam or suspected to be. */
  spam: v.optional(v.number()),
  /** People who wrote for the first time. */
  new_people: v.optional(v.number()),
  /** Messages that a model read or would have. */
  selected: v.number(),
});

/** A paid answer, with what it is an answer to. */
export const keptPageFields = {
  page: v.number(),
  /** SHA-256 of the request, hex; see `requestHash`. */
  request_sha256: v.string(),
  /** The markers in the request: the run goes on with the same ones. */
  fence: v.string(),
  /** The model's words; JSON if they are good. */
  answer: v.string(),
  finish_reason: vFinishReason,
  /** How many answers to this request were paid for, this one included. */
  answer_count: v.number(),
  /** Ids of the messages that the cited aliases stood for. */
  aliases: v.array(v.object({ alias: v.string(), message_id: v.string() })),
};
export const vKeptPage = v.object(keptPageFields);
export type KeptPage = typeof vKeptPage.type;

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
    /** Its job in the pool; absent while another run of the workspace is open. */
    work_id: v.optional(vWorkId),
    /** When it was last started, or last seen to wait or work. */
    claimed_at: v.number(),
    /** Calls to the provider that failed in a row, and when the first began. */
    call_attempts: v.number(),
    first_call_at: v.optional(v.number()),
    retry_at: v.optional(v.number()),
    finished_at: v.optional(v.number()),
    /** Why no model wrote it; a code. */
    reason: v.optional(v.string()),
    /** The digest that this run makes again: its window, and its place. */
    replaces: v.optional(v.id("dailySummaries")),
  })
    // In the order in which they began, whatever asked for them.
    // eslint-disable-next-line @convex-dev/no-duplicate-indexes
    .index("by_workspace_id", ["workspace_id"])
    .index("by_workspace_id_and_trigger_and_local_date", [
      "workspace_id",
      "trigger",
      "local_date",
    ])
    .index("by_workspace_id_and_finished_at", ["workspace_id", "finished_at"])
    .index("by_status_and_claimed_at", ["status", "claimed_at"]),

  /**
   * What a model last said of one page of a run, good or not, so that no answer
   * is paid for twice. It stands for the one request it answers, and for the
   * messages that its aliases meant then. Written and read by the run, replaced
   * by a newer answer; deleted when the run ends.
   */
  digestPages: defineTable({
    run_id: v.id("digestRuns"),
    ...keptPageFields,
  }).index("by_run_id_and_page", ["run_id", "page"]),

  /**
   * A digest as people read it. Written by its run, and by one that makes it
   * again; read by members and by the next run; kept, or as long as the messages
   * that it quotes.
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
    /** A model's, when it wrote one. */
    headline: v.optional(v.string()),
    bullets: v.array(vDigestBullet),
    message_count: v.number(),
    counts: vDigestCounts,
    /** Who still waits for an answer: where the next digest goes on. */
    open_threads: v.array(vOpenConversation),
    /** The next digest begins after this commit. */
    watermark: v.int64(),
    created_at: v.number(),
  })
    .index("by_workspace_id_and_watermark", ["workspace_id", "watermark"])
    .index("by_workspace_id_and_local_date", ["workspace_id", "local_date"])
    .index("by_run_id", ["run_id"]),
};
