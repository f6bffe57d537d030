/** What became of a delivery's items: one row each, kept with the delivery. */
import type { WebhookEvent } from "../../../src/lib/crm/events";
import { sha256Hex } from "../../../src/lib/crypto/sha256";
import {
  isNews,
  messageIdOf,
  type Effect,
} from "../../../src/lib/webhooks/effects";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { ITEMS_PER_SLICE } from "./deliveries";

/** Hex digits of a hash that are kept: 128 bits. */
const KEY_DIGITS = 32;

/** What applying an event made or changed, with the rows it is about. */
export interface ItemEffects {
  effects: Effect[];
  contact_id?: Id<"contacts"> | undefined;
  conversation_id?: Id<"conversations"> | undefined;
  message_id?: Id<"messages"> | undefined;
}

/** Outcome of one item, as the audit row counts it and as it is kept. */
export type Outcome =
  | { kind: "applied"; did: ItemEffects }
  | { kind: "ignored"; code: string }
  | { kind: "failed"; code: string };

/** What a message of the provider is found by: its id would tell a phone number. */
export async function messageKeyOf(kapsoMessageId: string): Promise<string> {
  const bytes = new TextEncoder().encode(kapsoMessageId);
  return (await sha256Hex(bytes)).slice(0, KEY_DIGITS);
}

/**
 * Keeps what became of an item; what is ignored of a long history, which is
 * most of it, is only counted. Of a delivery that is taken up again, what an
 * item did at first stays unless it failed then, or does something new now.
 */
export async function keepItem(
  ctx: MutationCtx,
  audit: Doc<"webhookAudit">,
  itemIndex: number,
  event: WebhookEvent | undefined,
  outcome: Outcome,
): Promise<void> {
  if (outcome.kind === "ignored" && audit.item_count > ITEMS_PER_SLICE) {
    return;
  }
  const known =
    audit.rerun_count === undefined
      ? null
      : await findItem(ctx, audit._id, itemIndex);
  if (known?.outcome === "applied" && !bringsNews(outcome)) {
    return;
  }
  const fields = await fieldsOf(audit, itemIndex, event, outcome);
  if (known === null) {
    await ctx.db.insert("deliveryItems", fields);
  } else {
    await ctx.db.replace("deliveryItems", known._id, fields);
  }
}

/** The same of a failed item that a retry has applied. */
export async function keepRetriedItem(
  ctx: MutationCtx,
  audit: Doc<"webhookAudit">,
  itemIndex: number,
  event: WebhookEvent,
  did: ItemEffects,
): Promise<void> {
  const again = { ...audit, rerun_count: audit.rerun_count ?? 0 };
  await keepItem(ctx, again, itemIndex, event, { kind: "applied", did });
}

const bringsNews = (outcome: Outcome): boolean =>
  outcome.kind === "applied" && isNews(outcome.did.effects);

async function fieldsOf(
  audit: Doc<"webhookAudit">,
  item_index: number,
  event: WebhookEvent | undefined,
  outcome: Outcome,
) {
  const messageId = event && messageIdOf(event);
  return {
    audit_id: audit._id,
    item_index,
    workspace_id: audit.workspace_id,
    event_kind: event?.kind,
    outcome: outcome.kind,
    ...(outcome.kind === "applied"
      ? outcome.did
      : { effects: [], code: outcome.code }),
    message_key: messageId && (await messageKeyOf(messageId)),
    at: Date.now(),
  };
}

/** One item's row; null in a delivery of before they were kept. */
export async function findItem(
  ctx: QueryCtx,
  auditId: Id<"webhookAudit">,
  itemIndex: number,
): Promise<Doc<"deliveryItems"> | null> {
  return await ctx.db
    .query("deliveryItems")
    .withIndex("by_audit_id_and_item_index", (q) =>
      q.eq("audit_id", auditId).eq("item_index", itemIndex),
    )
    .first();
}
