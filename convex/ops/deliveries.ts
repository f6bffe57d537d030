/** What arrived and what went wrong with it, for operators. */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { v } from "convex/values";
import { toLocalIso } from "../../src/lib/time/localTime";
import type { Doc, Id } from "../_generated/dataModel";
import { internalQuery, type QueryCtx } from "../_generated/server";
import { requireLimit, takeRows, vRows } from "../model/shared/rows";
import { vAuditStatus } from "../model/webhooks/tables";
import {
  namesWorkspace,
  requireWorkspace,
  vWorkspaceRef,
  type WorkspaceRef,
} from "../model/workspaces/workspaces";
import schema from "../schema";
import { toAuditView, vAudit } from "../model/shared/views";

/** The clock of lists that are no workspace's own. */
const EVERYBODYS_ZONE = "UTC";

/** Whose rows are listed: one workspace's, or all there are. */
async function loadScope(
  ctx: QueryCtx,
  ref: WorkspaceRef,
): Promise<{ workspaceId: Id<"workspaces"> | undefined; timezone: string }> {
  if (!namesWorkspace(ref)) {
    return { workspaceId: undefined, timezone: EVERYBODYS_ZONE };
  }
  const { _id, timezone } = await requireWorkspace(ctx, ref);
  return { workspaceId: _id, timezone };
}

const vDeliveryRow = v.object({
  audit_id: v.id("webhookAudit"),
  ...schema
    .doc("webhookAudit")
    .pick(
      "received_at",
      "event_type",
      "payload_form",
      "status",
      "item_count",
      "applied_count",
      "ignored_count",
      "failed_count",
      "duplicate_count",
      "error_code",
      "phone_number_id",
      "endpoint_key",
    ).fields,
  received_local: v.string(),
});

function toDeliveryRow(
  audit: Doc<"webhookAudit">,
  timezone: string,
): typeof vDeliveryRow.type {
  return {
    audit_id: audit._id,
    received_at: audit.received_at,
    received_local: toLocalIso(audit.received_at, timezone),
    event_type: audit.event_type,
    payload_form: audit.payload_form,
    status: audit.status,
    item_count: audit.item_count,
    applied_count: audit.applied_count,
    ignored_count: audit.ignored_count,
    failed_count: audit.failed_count,
    duplicate_count: audit.duplicate_count,
    error_code: audit.error_code,
    phone_number_id: audit.phone_number_id,
    endpoint_key: audit.endpoint_key,
  };
}

/**
 * Deliveries, newest first: a workspace's, or all with those that belong to
 * nobody yet.
 *
 * @throws ConvexError as `requireWorkspace` when one is named.
 */
export const listDeliveries = internalQuery({
  args: {
    ...vWorkspaceRef.fields,
    status: v.optional(vAuditStatus),
    limit: v.optional(v.number()),
  },
  returns: vRows(vDeliveryRow),
  handler: async (ctx, args) => {
    const { workspaceId, timezone } = await loadScope(ctx, args);
    const query = findAudits(ctx, workspaceId, args.status).order("desc");
    const { rows, has_more } = await takeRows(query, requireLimit(args.limit));
    return { rows: rows.map((row) => toDeliveryRow(row, timezone)), has_more };
  },
});

function findAudits(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces"> | undefined,
  status: Doc<"webhookAudit">["status"] | undefined,
) {
  const audits = ctx.db.query("webhookAudit");
  if (workspaceId === undefined) {
    return status === undefined
      ? audits
      : audits.withIndex("by_status_and_received_at", (q) =>
          q.eq("status", status),
        );
  }
  return status === undefined
    ? audits.withIndex("by_workspace_id_and_received_at", (q) =>
        q.eq("workspace_id", workspaceId),
      )
    : audits.withIndex("by_workspace_id_and_status_and_received_at", (q) =>
        q.eq("workspace_id", workspaceId).eq("status", status),
      );
}

const vFailedItemRow = v.object({
  ...schema
    .doc("syncFailures")
    .pick(
      "audit_id",
      "phone_number_id",
      "item_index",
      "kind",
      "error_code",
      "attempts",
      "next_retry_at",
    ).fields,
  failed_at: v.number(),
  failed_local: v.string(),
  next_retry_local: v.optional(v.string()),
});

function toFailedItemRow(
  failedItem: Doc<"syncFailures">,
  timezone: string,
): typeof vFailedItemRow.type {
  return {
    audit_id: failedItem.audit_id,
    phone_number_id: failedItem.phone_number_id,
    item_index: failedItem.item_index,
    kind: failedItem.kind,
    error_code: failedItem.error_code,
    attempts: failedItem.attempts,
    failed_at: failedItem._creationTime,
    failed_local: toLocalIso(failedItem._creationTime, timezone),
    next_retry_at: failedItem.next_retry_at,
    next_retry_local: toLocalIso(failedItem.next_retry_at, timezone),
  };
}

/**
 * What could not be applied and is not mended, newest first: a workspace's, or
 * all. An "item" is tried again at `next_retry_at`, a "delivery" when its number
 * is claimed, a "dead_letter" never.
 *
 * @throws ConvexError as `requireWorkspace` when one is named.
 */
export const listFailedItems = internalQuery({
  args: { ...vWorkspaceRef.fields, limit: v.optional(v.number()) },
  returns: vRows(vFailedItemRow),
  handler: async (ctx, args) => {
    const { workspaceId, timezone } = await loadScope(ctx, args);
    const query =
      workspaceId === undefined
        ? { take: (n: number) => takeAllFailedItems(ctx, n) }
        : ctx.db
            .query("syncFailures")
            .withIndex("by_workspace_id_and_resolved_at", (q) =>
              q.eq("workspace_id", workspaceId).eq("resolved_at", undefined),
            )
            .order("desc");
    const { rows, has_more } = await takeRows(query, requireLimit(args.limit));
    return {
      rows: rows.map((row) => toFailedItemRow(row, timezone)),
      has_more,
    };
  },
});

/** Of each kind, then by when they failed: no index has all in that order. */
async function takeAllFailedItems(
  ctx: QueryCtx,
  n: number,
): Promise<Doc<"syncFailures">[]> {
  const kinds = ["item", "dead_letter", "delivery"] as const;
  const found = await Promise.all(
    kinds.map((kind) =>
      ctx.db
        .query("syncFailures")
        .withIndex("by_kind_and_resolved_at_and_next_retry_at", (q) =>
          q.eq("kind", kind).eq("resolved_at", undefined),
        )
        .order("desc")
        .take(n),
    ),
  );
  return found
    .flat()
    .sort((a, b) => b._creationTime - a._creationTime)
    .slice(0, n);
}

/** Every delivery, oldest first, page by page: for checks. */
export const listAudits = internalQuery({
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vAudit),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("webhookAudit")
      .paginate(args.paginationOpts);
    return { ...page, page: page.page.map(toAuditView) };
  },
});
