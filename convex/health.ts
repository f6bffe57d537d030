/**
 * `GET /health`: is ingestion moving, and can anything be stored? For monitors;
 * holds no tenant data.
 */
import { v } from "convex/values";
import { readConfig } from "../src/lib/ai/config";
import { AI_REASONS } from "../src/lib/ai/reasons";
import { secretProblems } from "../src/lib/secrets/environment";
import { isStalled } from "../src/lib/webhooks/progress";
import { internal } from "./_generated/api";
import type { Doc } from "./_generated/dataModel";
import {
  env,
  httpAction,
  internalMutation,
  internalQuery,
  type ActionCtx,
  type QueryCtx,
} from "./_generated/server";
import { workspaceQuery } from "./functions";
import { readBadge, vBadge } from "./model/webhooks/badge";
import { jobStateOf } from "./model/webhooks/jobs";
import { jsonResponse } from "./model/shared/http";
import { errorName, logEvent } from "./model/shared/log";
import { isBelieved, lastWrittenAt, tryWrite } from "./model/shared/storage";
import { vAuditStatus } from "./model/webhooks/tables";

/** Failed items are counted up to here; "100" then means "100 or more". */
const MAX_COUNTED = 100;

export const health = httpAction(async (ctx: ActionCtx) => {
  const now = Date.now();
  const { backlog, failed_items, written_at } = await ctx.runQuery(
    internal.health.measure,
    {},
  );
  const isStuck = isStalled(
    {
      oldestProgressAt: backlog.oldest_progress_at,
      isOldestScheduled: backlog.is_oldest_scheduled,
      lastProgressAt: backlog.last_progress_at,
    },
    now,
  );
  const ageOf = (at: number | null) =>
    at === null ? 0 : Math.max(0, now - at);
  const canStore = isBelieved(written_at, now) || (await canWrite(ctx));
  const isWell = canStore && !isStuck;
  return jsonResponse(isWell ? 200 : 503, {
    status: isWell ? "ok" : canStore ? "stuck" : "failing",
    storage: canStore ? "ok" : "failing",
    oldest_unprocessed_age_ms: ageOf(backlog.oldest_received_at),
    oldest_without_progress_ms: ageOf(backlog.oldest_progress_at),
    ...failed_items,
    problems: environmentProblems(),
  });
});

interface Problem {
  code: string;
  what: string;
  message: string;
}

/** Settings that are wrong, so that something is off which should be on. */
function environmentProblems(): Problem[] {
  const problems: Problem[] = secretProblems(env);
  const ai = readConfig(env);
  // Who sets nothing wants no AI.
  if (ai.kind === "configured" || ai.reason === "not_configured") {
    return problems;
  }
  const { means, remedy } = AI_REASONS[ai.reason];
  const message = `AI cannot be used: ${means}. ${remedy}.`;
  return [...problems, { code: ai.reason, what: "AI", message }];
}

/** False when a write fails, as it does for want of room on the disk. */
async function canWrite(ctx: ActionCtx): Promise<boolean> {
  try {
    await ctx.runMutation(internal.health.probe, {});
    return true;
  } catch (error) {
    logEvent("health.not_stored", {
      error_name: errorName(error),
    });
    return false;
  }
}

/** One small write, at most every few seconds. */
export const probe = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    await tryWrite(ctx);
    return null;
  },
});

const vTime = v.union(v.null(), v.number());

/**
 * What the page's badge says of one workspace. Read by every open page: three
 * short ranges, however much has arrived.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const badge = workspaceQuery({
  role: "viewer",
  args: {},
  returns: vBadge,
  handler: async (ctx) => await readBadge(ctx, ctx.workspace._id),
});

/** Times and counts behind `/health`. */
export const measure = internalQuery({
  args: {},
  returns: v.object({
    written_at: vTime,
    backlog: v.object({
      oldest_received_at: vTime,
      oldest_progress_at: vTime,
      is_oldest_scheduled: v.boolean(),
      last_progress_at: vTime,
    }),
    failed_items: v.object({
      waiting_for_retry: v.number(),
      waiting_for_number: v.number(),
      dead_letters: v.number(),
    }),
  }),
  handler: async (ctx) => {
    const oldest = await ctx.db
      .query("webhookAudit")
      .withIndex("by_status_and_received_at", (q) => q.eq("status", "received"))
      .first();
    const quietest = await findQuietest(ctx);
    return {
      written_at: await lastWrittenAt(ctx),
      backlog: {
        oldest_received_at: oldest?.received_at ?? null,
        oldest_progress_at: quietest === null ? null : progressOf(quietest),
        is_oldest_scheduled:
          quietest !== null && (await jobStateOf(ctx, quietest)) === "waiting",
        last_progress_at: await findLastProgress(ctx),
      },
      failed_items: {
        waiting_for_retry: await countOpen(ctx, "item"),
        waiting_for_number: await countOpen(ctx, "delivery"),
        dead_letters: await countOpen(ctx, "dead_letter"),
      },
    };
  },
});

/** When a delivery last got on: at its arrival, as long as nothing was done. */
function progressOf(audit: Doc<"webhookAudit">): number {
  return audit.progressed_at ?? audit.received_at;
}

/** The unfinished delivery that has not got on for the longest time. */
async function findQuietest(
  ctx: QueryCtx,
): Promise<Doc<"webhookAudit"> | null> {
  const [untouched, begun] = await Promise.all([
    ctx.db
      .query("webhookAudit")
      .withIndex("by_status_and_progressed_at_and_received_at", (q) =>
        q.eq("status", "received").eq("progressed_at", undefined),
      )
      .first(),
    ctx.db
      .query("webhookAudit")
      .withIndex("by_status_and_progressed_at_and_received_at", (q) =>
        q.eq("status", "received").gt("progressed_at", 0),
      )
      .first(),
  ]);
  if (untouched === null || begun === null) {
    return untouched ?? begun;
  }
  return progressOf(untouched) <= progressOf(begun) ? untouched : begun;
}

/** When a slice of any delivery was last done. */
async function findLastProgress(ctx: QueryCtx): Promise<number | null> {
  const newest = await Promise.all(
    vAuditStatus.members.map(({ value: status }) =>
      ctx.db
        .query("webhookAudit")
        .withIndex("by_status_and_progressed_at_and_received_at", (q) =>
          q.eq("status", status),
        )
        .order("desc")
        .first(),
    ),
  );
  const times = newest.flatMap((audit) => audit?.progressed_at ?? []);
  return times.length === 0 ? null : Math.max(...times);
}

async function countOpen(
  ctx: QueryCtx,
  kind: Doc<"syncFailures">["kind"],
): Promise<number> {
  const open = await ctx.db
    .query("syncFailures")
    .withIndex("by_kind_and_resolved_at_and_next_retry_at", (q) =>
      q.eq("kind", kind).eq("resolved_at", undefined),
    )
    .take(MAX_COUNTED);
  return open.length;
}
