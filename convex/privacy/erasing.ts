/** The steps of an erasure, and the sweeper that starts lost ones again. */
import { v } from "convex/values";
import { internal } from "../_generated/api";
import { internalMutation } from "../_generated/server";
import { eraseSlice } from "../model/privacy/erase";

/** Erasures under way that a sweep looks at. */
const BATCH = 20;

/** Removes the next rows of a person; two jobs for one erasure do no harm. */
export const step = internalMutation({
  args: { erasure_id: v.id("erasures") },
  returns: v.null(),
  handler: async (ctx, args) => {
    const erasure = await ctx.db.get("erasures", args.erasure_id);
    if (erasure !== null && erasure.finished_at === undefined) {
      await eraseSlice(ctx, erasure);
    }
    return null;
  },
});

/** Goes on with erasures whose job was lost: each hour, whatever came before. */
export const sweep = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const open = await ctx.db
      .query("erasures")
      .withIndex("by_finished_at", (q) => q.eq("finished_at", undefined))
      .take(BATCH);
    for (const { _id: erasure_id } of open) {
      await ctx.scheduler.runAfter(0, internal.privacy.erasing.step, {
        erasure_id,
      });
    }
    return null;
  },
});
