/** Tries failed items again. */
import { v } from "convex/values";
import { createItemReader } from "../../src/lib/kapso/parse";
import { auditStatusOf } from "../../src/lib/webhooks/summary";
import { internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import { internalMutation, type MutationCtx } from "../_generated/server";
import { deleteSlices, loadItems } from "../model/webhooks/deliveries";
import { endpointOf } from "../model/webhooks/endpoints";
import {
  codeOf,
  logFailedItem,
  scheduleRetry,
} from "../model/webhooks/failedItems";
import { markHour } from "../model/webhooks/hours";
import { keepRetriedItem } from "../model/webhooks/items";
import { logEvent } from "../model/shared/log";
import { findOwner } from "../model/workspaces/scope";

/** One more try of a failed item. Does nothing once it is resolved. */
export const retryFailedItem = internalMutation({
  args: { failed_item_id: v.id("syncFailures") },
  returns: v.null(),
  handler: async (ctx, args) => {
    const failedItem = await ctx.db.get("syncFailures", args.failed_item_id);
    if (
      failedItem === null ||
      failedItem.resolved_at !== undefined ||
      failedItem.audit_id === undefined ||
      failedItem.item_index === undefined
    ) {
      return null;
    }
    const audit = await ctx.db.get("webhookAudit", failedItem.audit_id);
    if (audit === null) {
      throw new Error("a failed item's audit row exists -- invariant");
    }
    const error = await tryItem(ctx, audit, failedItem.item_index);
    if (error === null) {
      await resolve(ctx, audit, failedItem);
    } else {
      const attempts = failedItem.attempts + 1;
      await ctx.db.patch("syncFailures", failedItem._id, {
        attempts,
        error_code: error,
      });
      await scheduleRetry(ctx, failedItem._id, attempts, error);
    }
    return null;
  },
});

/** Applies an item again; the code of what went wrong, or null. */
async function tryItem(
  ctx: MutationCtx,
  audit: Doc<"webhookAudit">,
  itemIndex: number,
): Promise<string | null> {
  const loaded = await loadItems(ctx, audit, itemIndex);
  if (loaded.kind === "unusable") {
    return loaded.reason;
  }
  const [raw] = loaded.items;
  const item = raw === undefined ? undefined : createItemReader()(raw);
  if (item?.kind !== "event") {
    return "invalid_event";
  }
  const { event } = item;
  try {
    const did = await ctx.runMutation(internal.webhooks.process.applyEvent, {
      event,
      ...(await endpointOf(ctx, audit)),
      received_at: audit.received_at,
      audit_id: audit._id,
    });
    await keepRetriedItem(ctx, audit, itemIndex, event, did);
    return null;
  } catch (error) {
    logFailedItem(audit._id, itemIndex, error);
    return codeOf(error);
  }
}

async function resolve(
  ctx: MutationCtx,
  audit: Doc<"webhookAudit">,
  failedItem: Doc<"syncFailures">,
): Promise<void> {
  const now = Date.now();
  const counts = {
    applied_count: audit.applied_count + 1,
    ignored_count: audit.ignored_count,
    failed_count: audit.failed_count - 1,
  };
  const isFinished = audit.status !== "received";
  const [auditOwner, owner] = await Promise.all([
    findOwner(ctx, audit),
    findOwner(ctx, failedItem),
  ]);
  await ctx.db.patch("syncFailures", failedItem._id, {
    workspace_id: owner,
    attempts: failedItem.attempts + 1,
    resolved_at: now,
    next_retry_at: undefined,
  });
  await ctx.db.patch("webhookAudit", audit._id, {
    ...counts,
    workspace_id: auditOwner,
    status: isFinished ? auditStatusOf(counts) : audit.status,
    error_code: counts.failed_count === 0 ? undefined : audit.error_code,
  });
  await markHour(ctx, audit, now);
  if (isFinished && counts.failed_count === 0) {
    await deleteSlices(ctx, audit);
  }
  logEvent("webhook.item_recovered", {
    audit_id: audit._id,
    item_index: failedItem.item_index,
    attempts: failedItem.attempts + 1,
  });
}
