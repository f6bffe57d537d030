/**
 * The whole life of one delivery, from rows that are there anyway: how it came,
 * what was made of it, what failed and is tried when, who replayed it.
 */
import { v, type Infer } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import schema from "../../schema";
import { nameOfUser } from "../users/users";
import type { UserId } from "../users/tables";
import { findContact, toDeliveryRow, vDeliveryRow } from "./deliveryList";

/** Rows of each kind that are told; a history may have thousands of items. */
const MAX_FAILURES = 50;
const MAX_REPLAYS = 20;
const MAX_LOOKS = 20;

const vFailure = schema
  .doc("syncFailures")
  .pick(
    "item_index",
    "kind",
    "error_code",
    "attempts",
    "next_retry_at",
    "resolved_at",
    "phone_number_id",
  )
  .extend({ failed_at: v.number() });

const vReplayView = schema
  .doc("deliveryReplays")
  .pick(
    "_id",
    "run_id",
    "requested_at",
    "status_before",
    "ended_at",
    "status_after",
    "error_code",
    "news_count",
  )
  .extend({ by: v.optional(v.string()) });

export const vLife = v.object({
  delivery: vDeliveryRow,
  failures: v.array(vFailure),
  has_more_failures: v.boolean(),
  replays: v.array(vReplayView),
  body: v.object({
    is_kept: v.boolean(),
    /** When it is deleted, or was, ms UTC; absent where nobody noted it. */
    expires_at: v.optional(v.number()),
  }),
  /** Who looked at the body, for admins. */
  looks: v.array(v.object({ at: v.number(), by: v.optional(v.string()) })),
});

export async function loadLife(
  ctx: QueryCtx,
  audit: Doc<"webhookAudit">,
  { withLooks }: { withLooks: boolean },
): Promise<Infer<typeof vLife>> {
  const part = await ctx.db
    .query("webhookPayloads")
    .withIndex("by_audit_id_and_part", (q) => q.eq("audit_id", audit._id))
    .first();
  const failures = await ctx.db
    .query("syncFailures")
    .withIndex("by_audit_id_and_resolved_at_and_item_index", (q) =>
      q.eq("audit_id", audit._id),
    )
    .take(MAX_FAILURES + 1);
  return {
    delivery: await toDeliveryRow(ctx, audit),
    failures: failures.slice(0, MAX_FAILURES).map(toFailure),
    has_more_failures: failures.length > MAX_FAILURES,
    replays: await listReplays(ctx, audit),
    body: {
      is_kept: part !== null,
      expires_at: part?.expires_at ?? audit.body_expires_at,
    },
    looks: withLooks ? await listLooks(ctx, audit) : [],
  };
}

const toFailure = (row: Doc<"syncFailures">): Infer<typeof vFailure> => ({
  item_index: row.item_index,
  kind: row.kind,
  error_code: row.error_code,
  attempts: row.attempts,
  next_retry_at: row.next_retry_at,
  resolved_at: row.resolved_at,
  phone_number_id: row.phone_number_id,
  failed_at: row._creationTime,
});

async function listReplays(
  ctx: QueryCtx,
  audit: Doc<"webhookAudit">,
): Promise<Infer<typeof vReplayView>[]> {
  const rows = await ctx.db
    .query("deliveryReplays")
    .withIndex("by_audit_id", (q) => q.eq("audit_id", audit._id))
    .order("desc")
    .take(MAX_REPLAYS);
  return await Promise.all(
    rows.map(async (row) => ({
      _id: row._id,
      run_id: row.run_id,
      requested_at: row.requested_at,
      status_before: row.status_before,
      ended_at: row.ended_at,
      status_after: row.status_after,
      error_code: row.error_code,
      news_count: row.news_count,
      by: await nameOf(ctx, row.requested_by),
    })),
  );
}

async function listLooks(ctx: QueryCtx, audit: Doc<"webhookAudit">) {
  const rows = await ctx.db
    .query("bodyLooks")
    .withIndex("by_audit_id", (q) => q.eq("audit_id", audit._id))
    .order("desc")
    .take(MAX_LOOKS);
  return await Promise.all(
    rows.map(async ({ at, user_id }) => ({
      at,
      by: await nameOf(ctx, user_id),
    })),
  );
}

/** Absent for an operator with the admin key. */
export async function nameOf(
  ctx: QueryCtx,
  userId: UserId | undefined,
): Promise<string | undefined> {
  const user = userId && (await ctx.db.get("users", userId));
  return user ? (user.name ?? nameOfUser(user)) : userId;
}

export const vItem = schema
  .doc("deliveryItems")
  .pick(
    "item_index",
    "event_kind",
    "outcome",
    "code",
    "effects",
    "conversation_id",
    "at",
  )
  .extend({
    contact: vDeliveryRow.fields.contact,
    /** Absent also for one that is gone: erased, or past its retention. */
    message_id: v.optional(v.id("messages")),
  });

/** An item with whom it is about now. */
export async function toItem(
  ctx: QueryCtx,
  item: Doc<"deliveryItems">,
): Promise<Infer<typeof vItem>> {
  const contact = await findContact(ctx, item.contact_id);
  const message =
    item.message_id && (await ctx.db.get("messages", item.message_id));
  return {
    item_index: item.item_index,
    event_kind: item.event_kind,
    outcome: item.outcome,
    code: item.code,
    effects: item.effects,
    at: item.at,
    conversation_id: message?.conversation_id ?? item.conversation_id,
    ...(contact && {
      contact: { contact_id: contact._id, name: contact.name },
    }),
    ...(message && { message_id: message._id }),
  };
}
