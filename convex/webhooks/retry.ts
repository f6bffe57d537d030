/** Tries failed items again: by the scheduler, or when a number is claimed. */
import { v } from "convex/values";
import { auditStatusOf } from "../../src/lib/webhook/summary";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { internalMutation, type MutationCtx } from "../_generated/server";
import { loadDelivery } from "../model/deliveries";
import { codeOf, logFailure, scheduleRetry } from "../model/failures";
import { logEvent } from "../model/logging";
import { findPhoneNumber } from "../model/scope";

/** Failures woken per transaction when a number is claimed. */
const WAKE_BATCH = 200;

/** One more try of a failed item. Does nothing once it is resolved. */
export const run = internalMutation({
  args: { failure_id: v.id("syncFailures") },
  returns: v.null(),
  handler: async (ctx, args) => {
    const failure = await ctx.db.get("syncFailures", args.failure_id);
    if (
      failure === null ||
      failure.resolved_at !== undefined ||
      failure.audit_id === undefined ||
      failure.item_index === undefined
    ) {
      return null;
    }
    const audit = await ctx.db.get("webhookAudit", failure.audit_id);
    if (audit === null) {
      throw new Error("a failure's audit row exists -- invariant");
    }
    const error = await tryItem(ctx, audit, failure.item_index);
    if (error === null) {
      await resolve(ctx, audit, failure);
    } else {
      const attempts = failure.attempts + 1;
      await ctx.db.patch("syncFailures", failure._id, {
        attempts,
        error_code: error,
      });
      await scheduleRetry(ctx, failure._id, attempts, error);
    }
    return null;
  },
});

/**
 * Schedules at once what waited for a number that now has an owner. Each in a
 * transaction of its own: every one reads a whole body.
 */
export const wakeUnclaimed = internalMutation({
  args: {
    phone_number_id: v.string(),
    /** Creation time of the last failure woken so far. */
    after: v.optional(v.number()),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    const failures = await ctx.db
      .query("syncFailures")
      .withIndex("by_phone_number_id_and_error_code_and_resolved_at", (q) =>
        q
          .eq("phone_number_id", args.phone_number_id)
          .eq("error_code", "unclaimed_phone_number")
          .eq("resolved_at", undefined)
          .gt("_creationTime", args.after ?? 0),
      )
      .take(WAKE_BATCH);
    for (const failure of failures) {
      await ctx.scheduler.runAfter(0, internal.webhooks.retry.run, {
        failure_id: failure._id,
      });
    }
    const last = failures.at(-1);
    if (failures.length === WAKE_BATCH && last !== undefined) {
      await ctx.scheduler.runAfter(0, internal.webhooks.retry.wakeUnclaimed, {
        phone_number_id: args.phone_number_id,
        after: last._creationTime,
      });
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
  const delivery = await loadDelivery(ctx, audit, {
    start: itemIndex,
    end: itemIndex + 1,
  });
  if (delivery.kind === "unusable") {
    return delivery.reason;
  }
  const item = delivery.items[0];
  if (item?.kind !== "event") {
    return "invalid_event";
  }
  try {
    await ctx.runMutation(internal.webhooks.apply.run, {
      event: item.event,
      endpoint_key: audit.endpoint_key,
      endpoint_workspace_id: delivery.endpointWorkspaceId,
    });
    return null;
  } catch (error) {
    logFailure(audit._id, itemIndex, error);
    return codeOf(error);
  }
}

async function resolve(
  ctx: MutationCtx,
  audit: Doc<"webhookAudit">,
  failure: Doc<"syncFailures">,
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
    findOwner(ctx, failure),
  ]);
  await ctx.db.patch("syncFailures", failure._id, {
    workspace_id: owner,
    attempts: failure.attempts + 1,
    resolved_at: now,
    next_retry_at: undefined,
  });
  await ctx.db.patch("webhookAudit", audit._id, {
    ...counts,
    workspace_id: auditOwner,
    status: isFinished ? auditStatusOf(counts) : audit.status,
    error_code: counts.failed_count === 0 ? undefined : audit.error_code,
  });
  logEvent("webhook.item_recovered", {
    audit_id: audit._id,
    item_index: failure.item_index,
    attempts: failure.attempts + 1,
  });
}

/** The workspace of a row, or who owns its number by now. */
async function findOwner(
  ctx: MutationCtx,
  row: Pick<Doc<"webhookAudit">, "workspace_id" | "phone_number_id">,
): Promise<Id<"workspaces"> | undefined> {
  if (row.workspace_id !== undefined || row.phone_number_id === undefined) {
    return row.workspace_id;
  }
  const number = await findPhoneNumber(ctx, row.phone_number_id);
  return number?.workspace_id;
}
