/** Taking up a delivery again from its first item. */
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { deleteSlices } from "./deliveries";
import { markHour } from "./hours";
import { scheduleSlice } from "./jobs";
import { advanceReplay } from "./replayRows";
import { logEvent } from "../shared/log";
import { findOwner } from "../workspaces/scope";

/** Open failed items closed per transaction; a delivery may have thousands. */
const FAILED_ITEMS_PER_STEP = 500;

/**
 * Closes a delivery's open failed items and puts it back to its first item. A job
 * that is still under way finds the item it was for gone, and ends.
 *
 * @param replayId of the replay that it is done for
 * @returns false when failed items are left, and nothing was started yet.
 */
export async function restartDelivery(
  ctx: MutationCtx,
  audit: Doc<"webhookAudit">,
  replayId?: Id<"deliveryReplays">,
): Promise<boolean> {
  const now = Date.now();
  const failedItems = await ctx.db
    .query("syncFailures")
    .withIndex("by_audit_id_and_resolved_at_and_item_index", (q) =>
      q.eq("audit_id", audit._id).eq("resolved_at", undefined),
    )
    .take(FAILED_ITEMS_PER_STEP);
  for (const failedItem of failedItems) {
    await ctx.db.patch("syncFailures", failedItem._id, {
      resolved_at: now,
      next_retry_at: undefined,
    });
  }
  if (failedItems.length === FAILED_ITEMS_PER_STEP) {
    return false;
  }
  logEvent("webhook.reprocessed", {
    audit_id: audit._id,
    status: audit.status,
    error_code: audit.error_code,
  });
  await deleteSlices(ctx, audit);
  const { replay_id: earlier, status } = audit;
  if (earlier !== undefined && replayId && earlier !== replayId) {
    await advanceReplay(ctx, earlier, { news: 0, status });
  }
  const owner = await findOwner(ctx, audit);
  for (const workspace_id of new Set([audit.workspace_id, owner])) {
    await markHour(ctx, { ...audit, workspace_id }, now);
  }
  await ctx.db.patch("webhookAudit", audit._id, {
    workspace_id: owner,
    status: "received",
    next_item: 0,
    attempts: 0,
    applied_count: 0,
    ignored_count: 0,
    failed_count: 0,
    error_code: undefined,
    processed_at: undefined,
    first_processed_at: audit.first_processed_at ?? audit.processed_at,
    rerun_count: (audit.rerun_count ?? 0) + 1,
    ...(replayId && { replay_id: replayId }),
    progressed_at: now,
    job_id: await scheduleSlice(ctx, audit._id, 0),
  });
  return true;
}
