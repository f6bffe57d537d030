/** The steps of an erasure, and the sweeper that starts lost ones again. */
import { v } from "convex/values";
import { internalMutation } from "../_generated/server";
import { eraseSlice, scheduleStep } from "../model/privacy/erase";
import { logEvent } from "../model/shared/log";
import { findGoneStep } from "../model/shared/scheduled";

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

/**
 * Goes on with erasures whose step got lost or failed. However often it fails,
 * an erasure is never given up.
 */
export const sweep = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const open = await ctx.db
      .query("erasures")
      .withIndex("by_finished_at", (q) => q.eq("finished_at", undefined))
      .take(BATCH);
    for (const { _id, step_id } of open) {
      const gone = await findGoneStep(ctx, { step_id, attempts: 0 });
      if (gone !== null) {
        logEvent("erasure.restarted", { erasure_id: _id });
        await scheduleStep(ctx, _id);
      }
    }
    return null;
  },
});
