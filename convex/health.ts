/**
 * `GET /health`: is ingestion moving, and can anything be stored? For monitors;
 * holds no tenant data.
 */
import { v } from "convex/values";
import { readConfig } from "../src/lib/ai/config";
import { monthOf } from "../src/lib/ai/month";
import { AI_REASONS } from "../src/lib/ai/reasons";
import { secretProblems } from "../src/lib/secrets/environment";
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
import { balanceOf, loadBudgetPeriod } from "./model/ai/budgets";
import { loadRecentDays } from "./model/ai/days";
import { readGap, vGap } from "./model/kapso/gap";
import { listOverdue } from "./model/alerts/cronWatch";
import { isFailing, listChannels } from "./model/notifications/channels";
import { readBadge, vBadge } from "./model/webhooks/badge";
import {
  isBacklogStalled,
  readBacklog,
  vBacklog,
} from "./model/webhooks/backlog";
import { jsonResponse } from "./model/shared/http";
import { errorName, logEvent } from "./model/shared/log";
import { isBelieved, lastWrittenAt, tryWrite } from "./model/shared/storage";

/** Failed items are counted up to here; "100" then means "100 or more". */
const MAX_COUNTED = 100;

export const health = httpAction(async (ctx: ActionCtx) => {
  const now = Date.now();
  const measured = await ctx.runQuery(internal.health.measure, {});
  const { backlog, failed_items, written_at } = measured;
  const isStuck = isBacklogStalled(backlog, now);
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
    problems: [
      ...environmentProblems(),
      ...measured.overdue_crons.map(toCronProblem),
    ],
  });
});

interface Problem {
  code: string;
  what: string;
  message: string;
}

const toCronProblem = (name: string): Problem => ({
  code: "cron_lost",
  what: name,
  message:
    "This scheduled job has not run when it should have: npx convex run ops:runCrons '{}', else restart.",
});

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
 * What the page's badge says of one workspace. Read by every open page: four
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
    backlog: vBacklog,
    overdue_crons: v.array(v.string()),
    failed_items: v.object({
      waiting_for_retry: v.number(),
      waiting_for_number: v.number(),
      dead_letters: v.number(),
    }),
  }),
  handler: async (ctx) => {
    return {
      written_at: await lastWrittenAt(ctx),
      backlog: await readBacklog(ctx),
      overdue_crons: await listOverdue(ctx, Date.now()),
      failed_items: {
        waiting_for_retry: await countOpen(ctx, "item"),
        waiting_for_number: await countOpen(ctx, "delivery"),
        dead_letters: await countOpen(ctx, "dead_letter"),
      },
    };
  },
});

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

/** Deliveries that wait are counted up to here. */
const MAX_QUEUE = 1000;

/**
 * Where a workspace's deliveries stand, and its channels: what every delivery may
 * change.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const overview = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.object({
    ...vBadge.fields,
    /** Deliveries that are not applied yet, up to 1,000. */
    queue_count: v.number(),
    channel_count: v.number(),
    failing_channel_count: v.number(),
  }),
  handler: async (ctx) => {
    const { workspace } = ctx;
    const waiting = await ctx.db
      .query("webhookAudit")
      .withIndex("by_workspace_id_and_status_and_received_at", (q) =>
        q.eq("workspace_id", workspace._id).eq("status", "received"),
      )
      .take(MAX_QUEUE);
    const channels = await listChannels(ctx, workspace._id);
    return {
      ...(await readBadge(ctx, workspace._id)),
      queue_count: waiting.length,
      channel_count: channels.length,
      failing_channel_count: channels.filter(isFailing).length,
    };
  },
});

/** Days of AI cost that the page shows. */
const SHOWN_DAYS = 14;

/**
 * How far Kapso and we are apart, and what AI costs: what no delivery changes.
 * The caller's clock says which day it is.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const trends = workspaceQuery({
  role: "viewer",
  args: { as_of: v.number() },
  returns: v.object({
    reconcile: vGap,
    ai: v.object({
      /** The last 14 days on the workspace's calendar, today last. */
      days_nano_usd: v.array(v.number()),
      month_nano_usd: v.number(),
      /** What the month may cost. */
      limit_nano_usd: v.number(),
    }),
  }),
  handler: async (ctx, { as_of }) => {
    const { workspace } = ctx;
    const month = monthOf(as_of, workspace.timezone);
    const period = await loadBudgetPeriod(ctx, workspace, month);
    return {
      reconcile: await readGap(ctx, workspace._id),
      ai: {
        days_nano_usd: await loadRecentDays(ctx, workspace, as_of, SHOWN_DAYS),
        month_nano_usd: balanceOf(period).spent,
        limit_nano_usd: period.limit,
      },
    };
  },
});

/** As `audit:hours`: one subscription serves both screens. */
export { hours } from "./audit";
