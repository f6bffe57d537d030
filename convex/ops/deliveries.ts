/** What arrived and what went wrong with it, for operators. */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { v } from "convex/values";
import { toLocalIso } from "../../src/lib/time/localTime";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import {
  internalAction,
  internalMutation,
  internalQuery,
  type QueryCtx,
} from "../_generated/server";
import { passRefusal, refusal } from "../model/shared/refuse";
import { findDeliveries } from "../model/webhooks/findDeliveries";
import { loadLife, toItem, vItem, vLife } from "../model/webhooks/life";
import { changeRun } from "../model/webhooks/replayRuns";
import { newestRun, requireReplay } from "../model/webhooks/replays";
import {
  estimateOrStart,
  replayArgs,
  vReplayAnswer,
} from "../webhooks/replays";
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

/** Items of a delivery that are shown. */
const MAX_ITEMS = 50;

/**
 * One delivery's life, also of one that belongs to nobody; of several that are
 * found, all as rows and the newest one's life. By anything that `audit:find`
 * takes.
 *
 * @throws ConvexError `not_found` when nothing is found.
 */
export const showDelivery = internalQuery({
  args: { delivery: v.string() },
  returns: v.object({
    timezone: v.string(),
    found: v.array(vDeliveryRow),
    life: vLife,
    items: v.array(vItem),
    has_more_items: v.boolean(),
  }),
  handler: async (ctx, args) => {
    const { audits } = await findDeliveries(ctx, undefined, args.delivery);
    const [audit] = audits;
    if (audit === undefined) {
      throw refusal("unknownDelivery");
    }
    const workspace =
      audit.workspace_id &&
      (await ctx.db.get("workspaces", audit.workspace_id));
    const timezone = workspace?.timezone ?? EVERYBODYS_ZONE;
    const items = await ctx.db
      .query("deliveryItems")
      .withIndex("by_audit_id_and_item_index", (q) =>
        q.eq("audit_id", audit._id),
      )
      .take(MAX_ITEMS + 1);
    return {
      timezone,
      found: audits.map((one) => toDeliveryRow(one, timezone)),
      life: await loadLife(ctx, audit, { withLooks: true }),
      items: await Promise.all(
        items.slice(0, MAX_ITEMS).map((item) => toItem(ctx, item)),
      ),
      has_more_items: items.length > MAX_ITEMS,
    };
  },
});

/**
 * Replays one delivery, also one that belongs to nobody.
 *
 * @throws ConvexError `not_found`, `payload_expired`, `delivery_running`.
 */
export const replay = internalMutation({
  args: { audit_id: v.id("webhookAudit") },
  returns: v.id("deliveryReplays"),
  handler: async (ctx, { audit_id }) => {
    const audit = await ctx.db.get("webhookAudit", audit_id);
    if (audit === null) {
      throw refusal("unknownDelivery");
    }
    return await requireReplay(ctx, audit, { userId: undefined });
  },
});

/**
 * Says what replaying a workspace's failed deliveries would mean; with that
 * answer's nonce and `until`, starts it. Takes what `audit:replayFailed` takes.
 *
 * @throws ConvexError as `requireWorkspace` and `audit:replayFailed`.
 */
export const replayFailed = internalAction({
  args: { workspace: v.string(), ...replayArgs },
  returns: vReplayAnswer,
  handler: async (
    ctx,
    { workspace, ...args },
  ): Promise<typeof vReplayAnswer.type> => {
    const id: Id<"workspaces"> = await passRefusal(
      ctx.runQuery(internal.ops.deliveries.findWorkspace, { workspace }),
    );
    return await estimateOrStart(ctx, id, args, undefined);
  },
});

/** @throws ConvexError as `requireWorkspace`. */
export const findWorkspace = internalQuery({
  args: { workspace: v.string() },
  returns: v.id("workspaces"),
  handler: async (ctx, args) => (await requireWorkspace(ctx, args))._id,
});

/**
 * A workspace's newest replay of many with its progress; with a status, it is
 * paused, goes on, or ends where it is.
 *
 * @throws ConvexError as `requireWorkspace`.
 */
export const replayRun = internalMutation({
  args: {
    workspace: v.string(),
    status: v.optional(
      v.union(v.literal("running"), v.literal("paused"), v.literal("canceled")),
    ),
  },
  returns: v.union(
    v.null(),
    schema
      .doc("replayRuns")
      .pick("_id", "status", "total", "counts", "started_at", "ended_at"),
  ),
  handler: async (ctx, args) => {
    const { _id } = await requireWorkspace(ctx, { workspace: args.workspace });
    const run = await newestRun(ctx, _id);
    if (run === null) {
      return null;
    }
    if (args.status !== undefined) {
      await changeRun(ctx, run, args.status);
    }
    const now = await ctx.db.get("replayRuns", run._id);
    const { status, total, counts, started_at, ended_at } = now ?? run;
    return { _id: run._id, status, total, counts, started_at, ended_at };
  },
});

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
