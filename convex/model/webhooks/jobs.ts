/**
 * The job that goes on with a delivery. Its row knows it, so that recovery asks
 * the job and not the clock; the job knows its item, so that of two jobs for
 * one item the second does nothing: there are never two chains.
 */
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";

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

/**
 * What became of a delivery's job: "waiting" also while it runs, "failed" when
 * it ended in an error, "lost" when there is none that could still run.
 */
export async function jobStateOf(
  ctx: QueryCtx,
  audit: Doc<"webhookAudit">,
): Promise<"waiting" | "failed" | "lost"> {
  const job =
    audit.job_id === undefined
      ? null
      : await ctx.db.system.get("_scheduled_functions", audit.job_id);
  switch (job?.state.kind) {
    case "pending":
    case "inProgress":
      return "waiting";
    case "failed":
      return "failed";
    case "success":
    case "canceled":
    case undefined:
      return "lost";
  }
}
