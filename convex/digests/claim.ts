/** What starts digests: each workspace's cron, and the sweeper behind it. */
import { ConvexError, v } from "convex/values";
import { formatDay, toLocalTime } from "../../src/lib/time/localTime";
import { MINUTE_MS } from "../../src/lib/time/units";
import { internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import { internalMutation, type MutationCtx } from "../_generated/server";
import {
  endRun,
  enqueueRun,
  findOpenRun,
  isInPool,
  startRun,
} from "../model/digests/runs";
import { catchUp, claimDue } from "../model/digests/schedule";
import { logEvent } from "../model/shared/log";
import { raiseAlert } from "../model/alerts/alerts";

/** Workspaces or runs per transaction: each claim touches three components. */
const BATCH = 100;
/**
 * Looked at again after this long; an action ends within 10 minutes
 * (docs.convex.dev/production/state/limits).
 */
const LOST_AFTER_MS = 15 * MINUTE_MS;
/** Starts of one run at most; then it has failed and needs a person. */
const MAX_STARTS = 5;

/** Fires at the workspace's digest hour; harmless when it fires twice. */
export const onCron = internalMutation({
  args: { workspace_id: v.id("workspaces") },
  returns: v.null(),
  handler: async (ctx, args) => {
    const workspace = await ctx.db.get("workspaces", args.workspace_id);
    if (workspace !== null) {
      await claimDue(ctx, workspace);
    }
    return null;
  },
});

/**
 * Makes the digest of another moment's day, once: for operators, after a repair,
 * and for the simulator, whose days are short. Reads "now" as `due_at`.
 *
 * @throws ConvexError `not_found`.
 */
export const at = internalMutation({
  args: { workspace_id: v.id("workspaces"), due_at: v.number() },
  returns: v.object({
    /** Null when that day has its digest. */
    run_id: v.union(v.null(), v.id("digestRuns")),
  }),
  handler: async (ctx, args) => {
    const workspace = await ctx.db.get("workspaces", args.workspace_id);
    if (workspace === null) {
      throw new ConvexError({ code: "not_found" });
    }
    const run_id = await startRun(ctx, {
      workspace_id: workspace._id,
      trigger: "schedule",
      local_date: formatDay(toLocalTime(args.due_at, workspace.timezone)),
      due_at: args.due_at,
    });
    return { run_id };
  },
});

/**
 * Claims what crons missed, gives lost crons back, and starts runs again that
 * nobody works on. Goes on at once when there is more.
 */
export const sweep = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    // A workspace that was never scheduled has no time, which sorts first.
    const missed = await ctx.db
      .query("workspaces")
      .withIndex("by_next_digest_at", (q) =>
        q.lte("next_digest_at", Date.now()),
      )
      .take(BATCH);
    for (const workspace of missed) {
      await catchUp(ctx, workspace);
    }
    const restarted = await restartLost(ctx);
    if (missed.length > 0 || restarted > 0) {
      logEvent("digest.swept", {
        missed_count: missed.length,
        restarted_count: restarted,
      });
    }
    if (missed.length === BATCH) {
      await ctx.scheduler.runAfter(0, internal.digests.claim.sweep, {});
    }
    return null;
  },
});

async function restartLost(ctx: MutationCtx): Promise<number> {
  const now = Date.now();
  let restarted = 0;
  for (const status of ["claimed", "waiting"] as const) {
    const runs = await ctx.db
      .query("digestRuns")
      .withIndex("by_status_and_claimed_at", (q) =>
        q.eq("status", status).lt("claimed_at", now - LOST_AFTER_MS),
      )
      .take(BATCH);
    for (const run of runs) {
      restarted += (await restart(ctx, run, now)) ? 1 : 0;
    }
  }
  return restarted;
}

/**
 * Starts a run again whose job is gone although it has not ended. `claimed_at`
 * moves with each look, so that the others get their turn.
 */
async function restart(
  ctx: MutationCtx,
  run: Doc<"digestRuns">,
  now: number,
): Promise<boolean> {
  const turn = await findOpenRun(ctx, run.workspace_id);
  if (turn?._id !== run._id || (await isInPool(ctx, run))) {
    await ctx.db.patch("digestRuns", run._id, { claimed_at: now });
    return false;
  }
  if (run.attempts >= MAX_STARTS) {
    await raiseAlert(ctx, {
      kind: "digest_failed",
      key: run.workspace_id,
      workspace_id: run.workspace_id,
    });
    await endRun(ctx, run, "failed", "starts_used_up");
    return false;
  }
  await ctx.db.patch("digestRuns", run._id, {
    attempts: run.attempts + 1,
    claimed_at: now,
  });
  await enqueueRun(ctx, run._id);
  return true;
}
