/**
 * The job that goes on with a delivery. Its row knows it, so that recovery asks
 * the job and not the clock; the job knows its item, so that of two jobs for
 * one item the second does nothing: there are never two chains.
 */
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { scheduledStateOf, type ScheduledState } from "../shared/scheduled";

/** Schedules the next slice; the result is the row's `job_id`. */
export async function scheduleSlice(
  ctx: MutationCtx,
  auditId: Id<"webhookAudit">,
  nextItem: number,
): Promise<Id<"_scheduled_functions">> {
  return await ctx.scheduler.runAfter(
    0,
    internal.webhooks.process.processDelivery,
    {
      audit_id: auditId,
      next_item: nextItem,
    },
  );
}

/** What became of a delivery's job. */
export const jobStateOf = async (
  ctx: QueryCtx,
  audit: Doc<"webhookAudit">,
): Promise<ScheduledState> => await scheduledStateOf(ctx, audit.job_id);
