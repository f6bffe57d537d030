/** How far a delivery has come: its counts, its next item, its end. */
import { auditStatusOf } from "../../../src/lib/webhooks/summary";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { deleteSlices } from "./deliveries";
import { markHour } from "./hours";
import { scheduleSlice } from "./jobs";
import type { FailedItemTarget } from "./failedItems";
import type { Outcome } from "./items";
import { advanceReplay, newsIn } from "./replayRows";
import { logEvent } from "../shared/log";

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
  const errorCode = errorCodeOf(audit, outcomes);
  const status = isLast ? auditStatusOf(counts) : "received";
  await ctx.db.patch("webhookAudit", audit._id, {
    ...counts,
    next_item: nextItem,
    attempts: isLast ? audit.attempts + 1 : 0,
    error_code: errorCode,
    contact_id: audit.contact_id ?? contactOf(outcomes),
    status,
    progressed_at: now,
    processed_at: isLast ? now : undefined,
    job_id: isLast ? undefined : await scheduleSlice(ctx, audit._id, nextItem),
    ...(isLast && { replay_id: undefined }),
  });
  if (audit.replay_id !== undefined) {
    await advanceReplay(ctx, audit.replay_id, {
      news: newsIn(outcomes),
      ...(isLast && { status, errorCode }),
    });
  }
  if (!isLast) {
    return;
  }
  await markHour(ctx, audit, now);
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

/** Whom the first applied item is about. */
function contactOf(outcomes: Outcome[]): Id<"contacts"> | undefined {
  const of = outcomes.map((outcome) =>
    outcome.kind === "applied" ? outcome.did.contact_id : undefined,
  );
  return of.find((id) => id !== undefined);
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
