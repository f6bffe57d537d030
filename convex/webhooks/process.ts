/**
 * Turns a recorded delivery into effects. Runs as a scheduled mutation, so it
 * happens exactly once; each item has a savepoint of its own, so a bad item
 * never sinks its batch, and a failing delivery never blocks the next one.
 */
import { v } from "convex/values";
import type { ParsedItem } from "../../src/lib/webhook/events";
import { auditStatusOf } from "../../src/lib/webhook/summary";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { internalMutation, type MutationCtx } from "../_generated/server";
import { raiseAlert } from "../model/alerts";
import { loadDelivery } from "../model/deliveries";
import {
  codeOf,
  keepDeadLetter,
  logFailure,
  recordFailure,
} from "../model/failures";
import { logEvent } from "../model/logging";

/**
 * Items per transaction. An item reads and writes about a dozen documents, so a
 * slice stays far below 16,000 writes and 1 s
 * (docs.convex.dev/production/state/limits).
 */
const ITEMS_PER_SLICE = 100;

/** Outcome of one item, as the audit row counts it. */
type Outcome =
  | { kind: "applied" }
  | { kind: "ignored"; code: string }
  | { kind: "failed"; code: string };

/** Processes the next slice of a delivery; does nothing once it is finished. */
export const run = internalMutation({
  args: { audit_id: v.id("webhookAudit") },
  returns: v.null(),
  handler: async (ctx, args) => {
    const audit = await ctx.db.get("webhookAudit", args.audit_id);
    if (audit === null || audit.status !== "received") {
      return null;
    }
    const delivery = await loadDelivery(ctx, audit, {
      start: audit.next_item,
      end: audit.next_item + ITEMS_PER_SLICE,
    });
    if (delivery.kind === "unusable") {
      await keepDeadLetter(ctx, targetOf(audit), delivery.reason);
      await close(
        ctx,
        audit,
        [{ kind: "failed", code: delivery.reason }],
        true,
      );
      return null;
    }
    const { items, itemCount } = delivery;
    const outcomes: Outcome[] = [];
    for (const [offset, item] of items.entries()) {
      const index = audit.next_item + offset;
      outcomes.push(
        await settle(ctx, audit, item, index, delivery.endpointWorkspaceId),
      );
    }
    const isLast = audit.next_item + items.length >= itemCount;
    await close(ctx, audit, outcomes, isLast);
    if (!isLast) {
      await ctx.scheduler.runAfter(0, internal.webhooks.process.run, args);
    }
    return null;
  },
});

function targetOf(audit: Doc<"webhookAudit">, itemIndex?: number) {
  return {
    audit_id: audit._id,
    workspace_id: audit.workspace_id,
    phone_number_id: audit.phone_number_id,
    item_index: itemIndex,
  };
}

/** Applies one item inside its savepoint and says how it went. */
async function settle(
  ctx: MutationCtx,
  audit: Doc<"webhookAudit">,
  item: ParsedItem,
  index: number,
  endpointWorkspaceId: Id<"workspaces"> | undefined,
): Promise<Outcome> {
  if (item.kind === "ignored") {
    return { kind: "ignored", code: item.reason };
  }
  if (item.kind === "invalid") {
    await keepDeadLetter(ctx, targetOf(audit, index), item.reason);
    return { kind: "failed", code: item.reason };
  }
  try {
    await ctx.runMutation(internal.webhooks.apply.run, {
      event: item.event,
      endpoint_key: audit.endpoint_key,
      endpoint_workspace_id: endpointWorkspaceId,
    });
    return { kind: "applied" };
  } catch (error) {
    const code = codeOf(error);
    logFailure(audit._id, index, error);
    // A delivery may name several numbers; each is claimed on its own.
    const phoneNumberId =
      "phone_number_id" in item.event
        ? item.event.phone_number_id
        : audit.phone_number_id;
    const target = targetOf(audit, index);
    await recordFailure(
      ctx,
      { ...target, phone_number_id: phoneNumberId },
      code,
    );
    if (code === "unclaimed_phone_number") {
      const key = phoneNumberId ?? audit.endpoint_key;
      await raiseAlert(ctx, { kind: code, key });
    }
    return { kind: "failed", code };
  }
}

/** Adds a slice's outcomes to the audit row. */
async function close(
  ctx: MutationCtx,
  audit: Doc<"webhookAudit">,
  outcomes: Outcome[],
  isLast: boolean,
): Promise<void> {
  const now = Date.now();
  const count = (kind: Outcome["kind"]) =>
    outcomes.filter((outcome) => outcome.kind === kind).length;
  const counts = {
    applied_count: audit.applied_count + count("applied"),
    ignored_count: audit.ignored_count + count("ignored"),
    failed_count: audit.failed_count + count("failed"),
  };
  const firstCode = outcomes.find(
    (outcome) => outcome.kind !== "applied",
  )?.code;
  await ctx.db.patch("webhookAudit", audit._id, {
    ...counts,
    next_item: audit.next_item + outcomes.length,
    attempts: audit.next_item === 0 ? audit.attempts + 1 : audit.attempts,
    error_code: audit.error_code ?? firstCode,
    status: isLast ? auditStatusOf(counts) : "received",
    processed_at: isLast ? now : undefined,
  });
  if (isLast) {
    logEvent("webhook.processed", {
      audit_id: audit._id,
      ...counts,
      delay_ms: now - audit.received_at,
    });
  }
}
