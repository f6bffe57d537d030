/** What a digest run writes: pages it has paid for, pauses, and its end. */
import { v } from "convex/values";
import type { Doc } from "../_generated/dataModel";
import { internalMutation, type MutationCtx } from "../_generated/server";
import { tellOfNoAnswer } from "../model/ai/usability";
import { notify } from "../model/notifications/notify";
import {
  deletePages,
  endRun,
  enqueueRun,
  findBase,
} from "../model/digests/runs";
import {
  keptPageFields,
  vDigestBullet,
  vDigestCounts,
  vDigestLanguage,
  vDigestMode,
  vOpenConversation,
} from "../model/digests/tables";

/**
 * Keeps an answer, so that a later start need not pay for it again; it takes the
 * place of an older one. Nothing is kept for a run that has ended.
 */
export const keepPage = internalMutation({
  args: { run_id: v.id("digestRuns"), ...keptPageFields },
  returns: v.null(),
  handler: async (ctx, args) => {
    const run = await ctx.db.get("digestRuns", args.run_id);
    if (run === null || run.finished_at !== undefined) {
      return null;
    }
    const kept = await ctx.db
      .query("digestPages")
      .withIndex("by_run_id_and_page", (q) =>
        q.eq("run_id", args.run_id).eq("page", args.page),
      )
      .first();
    if (kept === null) {
      await ctx.db.insert("digestPages", args);
    } else {
      await ctx.db.replace("digestPages", kept._id, args);
    }
    return null;
  },
});

/** Goes on later, because the provider asked for it. */
export const pause = internalMutation({
  args: {
    run_id: v.id("digestRuns"),
    retry_at: v.number(),
    call_attempts: v.number(),
    first_call_at: v.number(),
  },
  returns: v.null(),
  handler: async (ctx, { run_id, ...args }) => {
    const run = await ctx.db.get("digestRuns", run_id);
    if (run === null || run.finished_at !== undefined) {
      return null;
    }
    await ctx.db.patch("digestRuns", run_id, { ...args, status: "waiting" });
    await enqueueRun(ctx, run_id, args.retry_at);
    return null;
  },
});

const vSummary = v.object({
  mode: vDigestMode,
  reason: v.optional(v.string()),
  language: vDigestLanguage,
  text: v.string(),
  headline: v.optional(v.string()),
  bullets: v.array(vDigestBullet),
  counts: vDigestCounts,
  open_threads: v.array(vOpenConversation),
});

/**
 * Ends a run: stores its digest and with it the mark where the next one begins.
 * A run whose window another one has told of meanwhile starts anew behind it.
 */
export const finish = internalMutation({
  args: {
    run_id: v.id("digestRuns"),
    /** Where the window that was read began. */
    after: v.optional(v.int64()),
    /** Null when there was nothing to tell. */
    summary: v.union(v.null(), vSummary),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    const run = await ctx.db.get("digestRuns", args.run_id);
    if (run === null || run.finished_at !== undefined) {
      return null;
    }
    const last = await findBase(ctx, run);
    if (last?.watermark !== args.after) {
      await startAnew(ctx, run);
      return null;
    }
    if (args.after !== undefined && args.after >= run.up_to) {
      await endRun(ctx, run, "skipped", "told_by_another_run");
      return null;
    }
    if (args.summary === null) {
      await endRun(ctx, run, "skipped", "no_messages");
      return null;
    }
    const { summary } = args;
    await tellOfNoAnswer(ctx, summary.reason);
    await ctx.db.patch("digestRuns", run._id, { after: args.after });
    const digest = {
      ...summary,
      workspace_id: run.workspace_id,
      run_id: run._id,
      local_date: run.local_date,
      message_count: summary.counts.messages,
      watermark: run.up_to,
      created_at: Date.now(),
    };
    if (run.replaces === undefined) {
      await ctx.db.insert("dailySummaries", digest);
    } else {
      await ctx.db.replace("dailySummaries", run.replaces, digest);
    }
    await endRun(ctx, run, "done", summary.reason);
    await notify(ctx, {
      workspaceId: run.workspace_id,
      key: `digest.ready:${run._id}`,
      event: {
        type: "digest.ready",
        digest_run_id: run._id,
        local_date: run.local_date,
        message_count: summary.counts.messages,
      },
    });
    return null;
  },
});

/** What was asked and answered belongs to a window that is told of already. */
async function startAnew(
  ctx: MutationCtx,
  run: Doc<"digestRuns">,
): Promise<void> {
  await deletePages(ctx, run._id);
  await enqueueRun(ctx, run._id);
}
