/**
 * Turns a recorded delivery into effects. Runs as a scheduled mutation, so it
 * happens exactly once; each item has a savepoint of its own, so a bad item
 * never sinks its batch, and a failing delivery never blocks the next one.
 */
import { v } from "convex/values";
import { type WebhookEvent, vWebhookEvent } from "../../src/lib/crm/events";
import type { ParsedItem } from "../../src/lib/kapso/parsedItem";
import { createItemReader } from "../../src/lib/kapso/parse";
import { sliceSize } from "../../src/lib/webhooks/progress";
import { internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import { internalMutation, type MutationCtx } from "../_generated/server";
import {
  ITEMS_PER_SLICE,
  loadItems,
  storeSlices,
  type LoadedItems,
} from "../model/webhooks/deliveries";
import { vEffect } from "../model/webhooks/tables";
import { scheduleSlice } from "../model/webhooks/jobs";
import {
  advanceDelivery,
  failedItemTargetOf,
} from "../model/webhooks/progress";
import { keepItem, type Outcome } from "../model/webhooks/items";
import { dispatchEvent } from "../model/apply/dispatch";
import { endpointOf } from "../model/webhooks/endpoints";
import {
  codeOf,
  keepDeadLetter,
  keepUntilClaimed,
  logFailedItem,
  keepFailedItem,
} from "../model/webhooks/failedItems";
import { hasRoom } from "../model/shared/transaction";

/**
 * Processes the next slice of a delivery. Does nothing once it is finished, or
 * when another job has done the slice already.
 */
export const processDelivery = internalMutation({
  args: {
    audit_id: v.id("webhookAudit"),
    /** The slice's first item. Absent: whatever comes next. */
    next_item: v.optional(v.number()),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    const audit = await ctx.db.get("webhookAudit", args.audit_id);
    if (audit?.status !== "received") {
      return null;
    }
    if (args.next_item !== undefined && args.next_item !== audit.next_item) {
      return null;
    }
    const loaded = await loadItems(ctx, audit, audit.next_item);
    if (loaded.kind === "unusable") {
      await giveUp(ctx, audit, loaded.reason);
    } else if (loaded.cut !== undefined) {
      await storeSlices(ctx, audit._id, loaded.cut);
      await ctx.db.patch("webhookAudit", audit._id, {
        item_count: loaded.itemCount,
        attempts: 0,
        progressed_at: Date.now(),
        job_id: await scheduleSlice(ctx, audit._id, audit.next_item),
      });
    } else {
      await applySlice(ctx, audit, loaded);
    }
    return null;
  },
});

/** What an event made or changed. */
const vApplied = v.object({
  effects: v.array(vEffect),
  contact_id: v.optional(v.id("contacts")),
  conversation_id: v.optional(v.id("conversations")),
  message_id: v.optional(v.id("messages")),
});

/**
 * Applies one event. Called as a nested mutation, which is a savepoint: when it
 * throws, only its own writes are rolled back.
 */
export const applyEvent = internalMutation({
  args: {
    event: vWebhookEvent,
    endpoint_key: v.string(),
    /** Set when the endpoint may speak for one workspace only. */
    endpoint_workspace_id: v.optional(v.id("workspaces")),
    /** When the delivery arrived. */
    received_at: v.number(),
    /** The delivery; absent for what a comparison feeds. */
    audit_id: v.optional(v.id("webhookAudit")),
  },
  returns: vApplied,
  handler: async (ctx, args) =>
    await dispatchEvent(ctx, args.event, {
      key: args.endpoint_key,
      workspaceId: args.endpoint_workspace_id,
      receivedAt: args.received_at,
      auditId: args.audit_id,
    }),
});

/** What an item of a number without an owner fails with, and all others of it. */
const UNCLAIMED = "unclaimed_phone_number";

/** Ends a delivery of which nothing can be read. */
async function giveUp(
  ctx: MutationCtx,
  audit: Doc<"webhookAudit">,
  reason: string,
): Promise<void> {
  await keepDeadLetter(ctx, failedItemTargetOf(audit), reason);
  const outcomes = [{ kind: "failed" as const, code: reason }];
  await advanceDelivery(ctx, audit, outcomes, audit.next_item);
}

/** Applies as many items as the slice has and the transaction has room for. */
async function applySlice(
  ctx: MutationCtx,
  audit: Doc<"webhookAudit">,
  loaded: Extract<LoadedItems, { kind: "usable" }>,
): Promise<void> {
  const endpoint = await endpointOf(ctx, audit);
  const unclaimed = new Set<string>();
  const readItem = createItemReader();
  const size = sliceSize(ITEMS_PER_SLICE, audit.attempts);
  const outcomes: Outcome[] = [];
  for (const raw of loaded.items.slice(0, size)) {
    // Most deliveries have one item, and need not ask.
    if (outcomes.length > 0 && !(await hasRoom(ctx))) {
      break;
    }
    const index = audit.next_item + outcomes.length;
    outcomes.push(
      await settle(ctx, { audit, endpoint, unclaimed }, readItem(raw), index),
    );
  }
  for (const phoneNumberId of unclaimed) {
    await keepUntilClaimed(ctx, audit, phoneNumberId);
  }
  await advanceDelivery(ctx, audit, outcomes, loaded.itemCount);
}

interface SliceContext {
  audit: Doc<"webhookAudit">;
  endpoint: Awaited<ReturnType<typeof endpointOf>>;
  /** Numbers met in the slice that have no owner yet. */
  unclaimed: Set<string>;
}

/** Applies one item inside its savepoint, keeps how it went, and says it. */
async function settle(
  ctx: MutationCtx,
  slice: SliceContext,
  item: ParsedItem,
  index: number,
): Promise<Outcome> {
  const outcome = await settleItem(ctx, slice, item, index);
  const event = item.kind === "event" ? item.event : undefined;
  await keepItem(ctx, slice.audit, index, event, outcome);
  return outcome;
}

async function settleItem(
  ctx: MutationCtx,
  slice: SliceContext,
  item: ParsedItem,
  index: number,
): Promise<Outcome> {
  const target = failedItemTargetOf(slice.audit, index);
  if (item.kind === "ignored") {
    return { kind: "ignored", code: item.reason };
  }
  if (item.kind === "invalid") {
    await keepDeadLetter(ctx, target, item.reason);
    return { kind: "failed", code: item.reason };
  }
  // A delivery may name several numbers; each is claimed on its own.
  const phoneNumberId = numberOf(item.event);
  if (phoneNumberId !== undefined && slice.unclaimed.has(phoneNumberId)) {
    return { kind: "failed", code: UNCLAIMED };
  }
  try {
    const did = await ctx.runMutation(internal.webhooks.process.applyEvent, {
      event: item.event,
      ...slice.endpoint,
      received_at: slice.audit.received_at,
      audit_id: slice.audit._id,
    });
    return { kind: "applied", did };
  } catch (error) {
    const code = codeOf(error);
    if (code === "erased_person") {
      return { kind: "ignored", code };
    }
    if (code === UNCLAIMED && phoneNumberId !== undefined) {
      slice.unclaimed.add(phoneNumberId);
      return { kind: "failed", code };
    }
    logFailedItem(slice.audit._id, index, error);
    const phone_number_id = phoneNumberId ?? target.phone_number_id;
    await keepFailedItem(ctx, { ...target, phone_number_id }, code);
    return { kind: "failed", code };
  }
}

/** The number whose owner an event belongs to; some need none. */
function numberOf(event: WebhookEvent): string | undefined {
  switch (event.kind) {
    case "phone_number":
    case "test":
    case "workflow":
      return undefined;
    default:
      return event.phone_number_id;
  }
}
