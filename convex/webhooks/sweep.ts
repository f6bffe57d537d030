/**
 * Finds what fell out of the scheduler: a delivery whose job is gone or failed,
 * a retry that is overdue. Normally there is none.
 */
import { v } from "convex/values";
import { MINUTE_MS } from "../../src/lib/time/units";
import { MAX_FAILED_STARTS, QUIET_MS } from "../../src/lib/webhooks/progress";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import {
  internalAction,
  internalMutation,
  internalQuery,
} from "../_generated/server";
import { jobStateOf, scheduleSlice } from "../model/webhooks/jobs";
import {
  advanceDelivery,
  failedItemTargetOf,
} from "../model/webhooks/progress";
import { keepDeadLetter } from "../model/webhooks/failedItems";
import { logEvent } from "../model/shared/log";

/** A due retry runs at once; this much later it was lost. */
const LOST_AFTER_MS = 5 * MINUTE_MS;
/** Rows looked at per transaction. */
const BATCH = 200;
/**
 * Batches of waiting deliveries that one sweep looks at: 50,000, the longest
 * waiting first. What is behind them comes to the front as they get on.
 */
const MAX_BATCHES = 250;

interface LostPage {
  lost: Id<"webhookAudit">[];
  cursor: string;
  is_done: boolean;
}

/**
 * Gives every delivery that has lost its job a new one. An action, so that the
 * look at a long backlog conflicts with none of the work on it.
 */
export const restartLost = internalAction({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const before = Date.now() - QUIET_MS;
    for (const is_begun of [false, true]) {
      let cursor: string | null = null;
      for (let batch = 0; batch < MAX_BATCHES; batch++) {
        const page: LostPage = await ctx.runQuery(
          internal.webhooks.sweep.listLost,
          { is_begun, before, cursor },
        );
        for (const audit_id of page.lost) {
          await ctx.runMutation(internal.webhooks.sweep.restart, { audit_id });
        }
        if (page.is_done) {
          break;
        }
        cursor = page.cursor;
      }
    }
    const name = "restart lost deliveries";
    await ctx.runMutation(internal.ops.crons.noteRun, { name });
    return null;
  },
});

/** One batch of quiet deliveries; those of them that no job will go on with. */
export const listLost = internalQuery({
  args: {
    /** Those of which a slice is done, or those that wait for their first. */
    is_begun: v.boolean(),
    /** Only what last got on, or arrived, before this time, ms UTC. */
    before: v.number(),
    cursor: v.union(v.null(), v.string()),
  },
  returns: v.object({
    lost: v.array(v.id("webhookAudit")),
    cursor: v.string(),
    is_done: v.boolean(),
  }),
  handler: async (ctx, { is_begun, before, cursor }) => {
    const quiet = await ctx.db
      .query("webhookAudit")
      .withIndex("by_status_and_progressed_at_and_received_at", (q) => {
        const waiting = q.eq("status", "received");
        return is_begun
          ? waiting.gt("progressed_at", 0).lt("progressed_at", before)
          : waiting.eq("progressed_at", undefined).lt("received_at", before);
      })
      .paginate({ numItems: BATCH, cursor });
    const lost: Id<"webhookAudit">[] = [];
    for (const audit of quiet.page) {
      if ((await jobStateOf(ctx, audit)) !== "waiting") {
        lost.push(audit._id);
      }
    }
    return { lost, cursor: quiet.continueCursor, is_done: quiet.isDone };
  },
});

/**
 * Starts one delivery again where it stopped. Starts that end in an error take
 * ever smaller slices; an item that fails them all alone is given up, and the
 * delivery goes on behind it. A job that got lost is no fault of the delivery.
 */
export const restart = internalMutation({
  args: { audit_id: v.id("webhookAudit") },
  returns: v.null(),
  handler: async (ctx, args) => {
    const audit = await ctx.db.get("webhookAudit", args.audit_id);
    if (audit?.status !== "received") {
      return null;
    }
    const state = await jobStateOf(ctx, audit);
    if (state === "waiting") {
      return null;
    }
    const attempts = audit.attempts + (state === "failed" ? 1 : 0);
    const isHopeless = attempts >= MAX_FAILED_STARTS;
    logEvent("webhook.stuck", {
      audit_id: audit._id,
      item_index: audit.next_item,
      attempts,
      is_given_up: isHopeless,
    });
    if (isHopeless) {
      const code = "processing_failed";
      await keepDeadLetter(
        ctx,
        failedItemTargetOf(audit, audit.next_item),
        code,
      );
      const outcomes = [{ kind: "failed" as const, code }];
      await advanceDelivery(ctx, audit, outcomes, audit.item_count);
      return null;
    }
    await ctx.db.patch("webhookAudit", audit._id, {
      attempts,
      job_id: await scheduleSlice(ctx, audit._id, audit.next_item),
    });
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
      .withIndex("by_kind_and_resolved_at_and_next_retry_at", (q) =>
        q
          .eq("kind", "item")
          .eq("resolved_at", undefined)
          .lt("next_retry_at", Date.now() - LOST_AFTER_MS),
      )
      .take(BATCH);
    for (const failedItem of overdue) {
      await ctx.scheduler.runAfter(0, internal.webhooks.retry.retryFailedItem, {
        failed_item_id: failedItem._id,
      });
    }
    return null;
  },
});
