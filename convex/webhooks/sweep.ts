/**
 * Finds what fell out of the scheduler: a delivery that stays "received", a
 * retry that is overdue. Normally there is none.
 */
import { v } from "convex/values";
import { internal } from "../_generated/api";
import { internalMutation } from "../_generated/server";
import { keepDeadLetter } from "../model/failures";
import { logEvent } from "../model/logging";

/** A delivery is processed within milliseconds; this long means it was lost. */
const STUCK_AFTER_MS = 2 * 60 * 1000;
/** After this many starts the delivery itself is at fault. */
const MAX_STARTS = 5;
/** A due retry runs at once; this much later it was lost. */
const LOST_AFTER_MS = 5 * 60 * 1000;
const BATCH = 100;

/** Starts stuck deliveries again; gives up on one that keeps failing. */
export const restartStuck = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const now = Date.now();
    const stuck = await ctx.db
      .query("webhookAudit")
      .withIndex("by_status_and_received_at", (q) =>
        q.eq("status", "received").lt("received_at", now - STUCK_AFTER_MS),
      )
      .take(BATCH);
    for (const audit of stuck) {
      const isHopeless = audit.attempts >= MAX_STARTS;
      logEvent("webhook.stuck", {
        audit_id: audit._id,
        attempts: audit.attempts,
        is_given_up: isHopeless,
      });
      if (isHopeless) {
        await ctx.db.patch("webhookAudit", audit._id, {
          status: "failed",
          error_code: "processing_failed",
          processed_at: now,
        });
        await keepDeadLetter(
          ctx,
          { audit_id: audit._id, workspace_id: audit.workspace_id },
          "processing_failed",
        );
        continue;
      }
      await ctx.db.patch("webhookAudit", audit._id, {
        attempts: audit.attempts + 1,
      });
      await ctx.scheduler.runAfter(0, internal.webhooks.process.run, {
        audit_id: audit._id,
      });
    }
    return null;
  },
});

/** Starts overdue retries again. */
export const restartLostRetries = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const overdue = await ctx.db
      .query("syncFailures")
      .withIndex("by_resolved_at_and_next_retry_at", (q) =>
        q
          .eq("resolved_at", undefined)
          .gt("next_retry_at", 0)
          .lt("next_retry_at", Date.now() - LOST_AFTER_MS),
      )
      .take(BATCH);
    for (const failure of overdue) {
      await ctx.scheduler.runAfter(0, internal.webhooks.retry.run, {
        failure_id: failure._id,
      });
    }
    return null;
  },
});
