/** How far a delivery has come: its counts, its next item, its end. */
import { auditStatusOf } from "../../../src/lib/webhooks/summary";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { deleteSlices } from "./deliveries";
import { scheduleSlice } from "./jobs";
import type { FailedItemTarget } from "./failedItems";
import { logEvent } from "../shared/log";

/** Outcome of one item, as the audit row counts it. */
export type Outcome =
  | { kind: "applied" }
  | { kind: "ignored"; code: string }
  | { kind: "failed"; code: string };

/** What a failed item says of its delivery, whole or one item of it. */
export function failedItemTargetOf(
  audit: Doc<"webhookAudit">,
  itemIndex?: number,
): FailedItemTarget {
  return {
    audit_id: audit._id,
    workspace_id: audit.workspace_id,
    phone_number_id: audit.phone_number_id,
    item_index: itemIndex,
  };
}

/**
 * Adds the outcomes of the next items to the audit row, and schedules the slice
 * after them or ends the delivery.
 */
export async function advanceDelivery(
  ctx: MutationCtx,
  audit: Doc<"webhookAudit">,
  outcomes: Outcome[],
  itemCount: number,
): Promise<void> {
  const now = Date.now();
  const count = (kind: Outcome["kind"]) =>
    outcomes.filter((outcome) => outcome.kind === kind).length;
  const counts = {
    applied_count: audit.applied_count + count("applied"),
    ignored_count: audit.ignored_count + count("ignored"),
    failed_count: audit.failed_count + count("failed"),
  };
  const nextItem = audit.next_item + outcomes.length;
  const isLast = nextItem >= itemCount;
  await ctx.db.patch("webhookAudit", audit._id, {
    ...counts,
    next_item: nextItem,
    attempts: isLast ? audit.attempts + 1 : 0,
    error_code: errorCodeOf(audit, outcomes),
    status: isLast ? auditStatusOf(counts) : "received",
    progressed_at: now,
    processed_at: isLast ? now : undefined,
    job_id: isLast ? undefined : await scheduleSlice(ctx, audit._id, nextItem),
  });
  if (!isLast) {
    return;
  }
  // What failed is read again by its retries.
  if (counts.failed_count === 0) {
    await deleteSlices(ctx, audit);
  }
  logEvent("webhook.processed", {
    audit_id: audit._id,
    ...counts,
    delay_ms: now - audit.received_at,
  });
}

/** The first failure's code; where nothing failed, why something was ignored. */
function errorCodeOf(
  audit: Doc<"webhookAudit">,
  outcomes: Outcome[],
): string | undefined {
  const failed = outcomes.find((outcome) => outcome.kind === "failed");
  if (failed !== undefined && audit.failed_count === 0) {
    return failed.code;
  }
  const ignored = outcomes.find((outcome) => outcome.kind === "ignored");
  return audit.error_code ?? ignored?.code;
}
