/**
 * Records a verified delivery: duplicate check, audit row, raw payload and the
 * job that processes it, all in one transaction. The 200 waits for its commit.
 */
import { v } from "convex/values";
import { DAY_MS } from "../../src/lib/time/units";
import { splitBody } from "../../src/lib/webhooks/payloadParts";
import { vPayloadForm } from "../../src/lib/crm/events";
import type { Doc, Id } from "../_generated/dataModel";
import { internalMutation, type MutationCtx } from "../_generated/server";
import { raiseAlert } from "../model/alerts/alerts";
import { scheduleSlice } from "../model/webhooks/jobs";
import {
  DEFAULT_ENDPOINT_KEY,
  findEndpoint,
} from "../model/webhooks/endpoints";
import { markHour } from "../model/webhooks/hours";
import { keepDeadLetter } from "../model/webhooks/failedItems";
import { vPayloadHeaders, vVerifiedBy } from "../model/webhooks/tables";
import { findPhoneNumber } from "../model/workspaces/scope";

/** How long raw bodies are kept unless the workspace says otherwise. */
export const DEFAULT_PAYLOAD_RETENTION_DAYS = 30;

const vDelivery = v.object({
  endpoint_key: v.string(),
  idempotency_key: v.string(),
  payload_form: vPayloadForm,
  event_type: v.string(),
  phone_number_id: v.optional(v.string()),
  item_count: v.number(),
  rejected_reason: v.optional(v.string()),
  body: v.string(),
  headers: vPayloadHeaders,
  verified_by: v.optional(vVerifiedBy),
  body_sha256: v.string(),
  body_bytes: v.number(),
});
type Delivery = typeof vDelivery.type;

export const recordDelivery = internalMutation({
  args: vDelivery.fields,
  returns: v.object({
    status: v.union(
      v.literal("accepted"),
      v.literal("duplicate"),
      v.literal("rejected"),
    ),
    audit_id: v.id("webhookAudit"),
    reason: v.optional(v.string()),
  }),
  handler: async (ctx, args) => {
    const now = Date.now();
    const { isKnown, audit, key } = await findByKey(ctx, args);
    if (isKnown) {
      await ctx.db.patch("webhookAudit", audit._id, {
        duplicate_count: audit.duplicate_count + 1,
        has_duplicates: true,
        last_duplicate_at: now,
      });
      await markHour(ctx, audit, now);
      return { status: "duplicate" as const, audit_id: audit._id };
    }
    const workspace = await findWorkspaceOf(ctx, args);
    const delivery = { ...args, idempotency_key: key };
    const auditId = await insertAudit(ctx, delivery, workspace, now);
    if (args.rejected_reason !== undefined) {
      await keepRejected(ctx, args, workspace, args.rejected_reason, auditId);
      return {
        status: "rejected" as const,
        audit_id: auditId,
        reason: args.rejected_reason,
      };
    }
    await ctx.db.patch("webhookAudit", auditId, {
      job_id: await scheduleSlice(ctx, auditId, 0),
    });
    return { status: "accepted" as const, audit_id: auditId };
  },
});

type Lookup =
  | { isKnown: true; audit: Doc<"webhookAudit">; key: string }
  | { isKnown: false; audit: null; key: string };

/**
 * Finds the delivery by its key. A key that comes back with another body is
 * another delivery: dropping it could lose a message.
 */
async function findByKey(ctx: MutationCtx, args: Delivery): Promise<Lookup> {
  const key = args.idempotency_key;
  const found = await findAudit(ctx, args.endpoint_key, key);
  if (found === null) {
    return { isKnown: false, audit: null, key };
  }
  if (found.body_sha256 === args.body_sha256) {
    return { isKnown: true, audit: found, key };
  }
  const bodyKey = `${key}#${args.body_sha256}`;
  const other = await findAudit(ctx, args.endpoint_key, bodyKey);
  return other === null
    ? { isKnown: false, audit: null, key: bodyKey }
    : { isKnown: true, audit: other, key: bodyKey };
}

async function findAudit(
  ctx: MutationCtx,
  endpointKey: string,
  idempotencyKey: string,
): Promise<Doc<"webhookAudit"> | null> {
  return await ctx.db
    .query("webhookAudit")
    .withIndex("by_endpoint_key_and_idempotency_key", (q) =>
      q.eq("endpoint_key", endpointKey).eq("idempotency_key", idempotencyKey),
    )
    .first();
}

async function insertAudit(
  ctx: MutationCtx,
  args: Delivery,
  workspace: Doc<"workspaces"> | null,
  now: number,
): Promise<Id<"webhookAudit">> {
  const isRejected = args.rejected_reason !== undefined;
  const days =
    workspace?.payload_retention_days ?? DEFAULT_PAYLOAD_RETENTION_DAYS;
  const expiresAt = now + days * DAY_MS;
  const auditId = await ctx.db.insert("webhookAudit", {
    endpoint_key: args.endpoint_key,
    idempotency_key: args.idempotency_key,
    event_type: args.event_type,
    payload_form: args.payload_form,
    workspace_id: workspace?._id,
    phone_number_id: args.phone_number_id,
    status: isRejected ? "rejected" : "received",
    duplicate_count: 0,
    attempts: 0,
    received_at: now,
    processed_at: isRejected ? now : undefined,
    body_sha256: args.body_sha256,
    body_bytes: args.body_bytes,
    body_expires_at: expiresAt,
    verified_by: args.verified_by,
    error_code: args.rejected_reason,
    item_count: args.item_count,
    applied_count: 0,
    ignored_count: 0,
    failed_count: isRejected ? Math.max(args.item_count, 1) : 0,
    next_item: 0,
  });
  for (const [part, body] of splitBody(args.body).entries()) {
    await ctx.db.insert("webhookPayloads", {
      audit_id: auditId,
      part,
      body,
      headers: args.headers,
      expires_at: expiresAt,
    });
  }
  return auditId;
}

/**
 * Whose delivery it is: the endpoint's workspace, whatever the body names, else
 * the owner of the number. Only a signed body comes this far, so the number may
 * be believed of one that is rejected, too.
 */
async function findWorkspaceOf(
  ctx: MutationCtx,
  args: Delivery,
): Promise<Doc<"workspaces"> | null> {
  const endpoint =
    args.endpoint_key === DEFAULT_ENDPOINT_KEY
      ? null
      : await findEndpoint(ctx, args.endpoint_key);
  const number =
    args.phone_number_id === undefined
      ? null
      : await findPhoneNumber(ctx, args.phone_number_id);
  const workspaceId = endpoint?.workspace_id ?? number?.workspace_id;
  return workspaceId === undefined
    ? null
    : await ctx.db.get("workspaces", workspaceId);
}

/** A signed body that can never be used: kept, listed, and alerted if old. */
async function keepRejected(
  ctx: MutationCtx,
  args: Delivery,
  workspace: Doc<"workspaces"> | null,
  reason: string,
  auditId: Id<"webhookAudit">,
): Promise<void> {
  const target = {
    audit_id: auditId,
    workspace_id: workspace?._id,
    phone_number_id: args.phone_number_id,
  };
  await keepDeadLetter(ctx, target, reason, 0);
  if (reason === "unsupported_v1") {
    await raiseAlert(ctx, {
      kind: "v1_webhook",
      key: args.endpoint_key,
      audit_id: auditId,
    });
  }
}
