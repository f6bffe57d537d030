/** Long merges and undos: a slice a transaction, and what finds lost ones. */
import { v } from "convex/values";
import { internalMutation } from "../_generated/server";
import { hasJob, moveSlice, scheduleSlice } from "../model/contacts/moving";
import { logEvent } from "../model/shared/log";

/** Merges under way that one sweep looks at. */
const BATCH = 100;

/** Moves the next slice, unless another job has. */
export const moveOn = internalMutation({
  args: { merge_id: v.id("mergeLog"), step: v.number() },
  returns: v.null(),
  handler: async (ctx, args) => {
    const merge = await ctx.db.get("mergeLog", args.merge_id);
    const isUnderWay = merge?.state === "moving" || merge?.state === "undoing";
    if (isUnderWay && merge.step === args.step) {
      await moveSlice(ctx, merge);
    }
    return null;
  },
});

/** Gives merges and undos that lost their job a new one. */
export const restartLost = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    for (const state of ["moving", "undoing"] as const) {
      const underWay = await ctx.db
        .query("mergeLog")
        .withIndex("by_state", (q) => q.eq("state", state))
        .take(BATCH);
      for (const merge of underWay) {
        if (!(await hasJob(ctx, merge))) {
          logEvent("merge.restarted", { merge_id: merge._id, status: state });
          const job = await scheduleSlice(ctx, merge);
          await ctx.db.patch("mergeLog", merge._id, job);
        }
      }
    }
    return null;
  },
});
