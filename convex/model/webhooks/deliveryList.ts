/** Lists of deliveries, newest first: each filter has its index. */
import type { PaginationOptions } from "convex/server";
import { mergedStream, stream } from "convex-helpers/server/stream";
import { v, type Infer } from "convex/values";
import { vPayloadForm } from "../../../src/lib/crm/events";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import schema from "../../schema";
import { loadLiveContact } from "../shared/redirects";
import { toAuditView, vAudit } from "../shared/views";
import { vAuditStatus } from "./tables";

/** Statuses of deliveries with something in them that failed. */
const WITH_FAILURES = ["failed", "partial", "rejected"] as const;
/** Rows that one page reads at most: a rare mixture of filters gives less. */
const MAX_ROWS_READ = 2_000;

export const vDeliveryFilter = v.object({
  status: v.optional(vAuditStatus),
  event_type: v.optional(v.string()),
  payload_form: v.optional(vPayloadForm),
  endpoint_key: v.optional(v.string()),
  /** Received at or after, ms UTC. */
  from: v.optional(v.number()),
  /** Received before, ms UTC. */
  until: v.optional(v.number()),
  has_failures: v.optional(v.boolean()),
  has_duplicates: v.optional(v.boolean()),
});
export type DeliveryFilter = Infer<typeof vDeliveryFilter>;

type Audit = Doc<"webhookAudit">;

/** A delivery with whom it is about. */
export const vDeliveryRow = v.object({
  ...vAudit.fields,
  contact: v.optional(
    v.object({ contact_id: v.id("contacts"), name: v.optional(v.string()) }),
  ),
});

export async function toDeliveryRow(
  ctx: QueryCtx,
  audit: Audit,
): Promise<Infer<typeof vDeliveryRow>> {
  const contact = await findContact(ctx, audit.contact_id);
  return {
    ...toAuditView(audit),
    ...(contact && {
      contact: { contact_id: contact._id, name: contact.name },
    }),
  };
}

/** A contact where it is now; null for none, or one that was erased. */
export async function findContact(
  ctx: QueryCtx,
  contactId: Id<"contacts"> | undefined,
): Promise<Doc<"contacts"> | null> {
  const known = contactId && (await ctx.db.get("contacts", contactId));
  return known ? await loadLiveContact(ctx, known._id) : null;
}

/**
 * A page of a workspace's deliveries. The narrowest filter chooses the index;
 * what others leave out is passed over, at most 2,000 rows a page.
 */
export async function pageOfDeliveries(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  filter: DeliveryFilter,
  opts: PaginationOptions,
) {
  return await streamOf(ctx, workspaceId, filter)
    .filterWith(async (audit) => matches(audit, filter))
    .paginate({ ...opts, maximumRowsRead: MAX_ROWS_READ });
}

function streamOf(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  filter: DeliveryFilter,
) {
  const { status } = filter;
  const range = rangeOf(workspaceId, filter);
  if (status !== undefined) {
    return ofStatus(ctx, range, status);
  }
  if (filter.has_failures === true) {
    const each = WITH_FAILURES.map((one) => ofStatus(ctx, range, one));
    return mergedStream(each, ["received_at"]);
  }
  return filter.has_duplicates === true
    ? ofRepeated(ctx, range)
    : ofKind(ctx, range, filter);
}

interface Range {
  workspaceId: Id<"workspaces">;
  from: number;
  until: number;
}

const rangeOf = (
  workspaceId: Id<"workspaces">,
  { from = 0, until = Infinity }: DeliveryFilter,
): Range => ({ workspaceId, from, until });

const ofStatus = (
  ctx: QueryCtx,
  { workspaceId, from, until }: Range,
  status: Audit["status"],
) =>
  stream(ctx.db, schema)
    .query("webhookAudit")
    .withIndex("by_workspace_id_and_status_and_received_at", (q) =>
      q
        .eq("workspace_id", workspaceId)
        .eq("status", status)
        .gte("received_at", from)
        .lt("received_at", until),
    )
    .order("desc");

const ofRepeated = (ctx: QueryCtx, { workspaceId, from, until }: Range) =>
  stream(ctx.db, schema)
    .query("webhookAudit")
    .withIndex("by_workspace_id_and_has_duplicates_and_received_at", (q) =>
      q
        .eq("workspace_id", workspaceId)
        .eq("has_duplicates", true)
        .gte("received_at", from)
        .lt("received_at", until),
    )
    .order("desc");

/** By event, form or endpoint, or by nothing but the time. */
function ofKind(
  ctx: QueryCtx,
  { workspaceId, from, until }: Range,
  { event_type, payload_form, endpoint_key }: DeliveryFilter,
) {
  const audits = stream(ctx.db, schema).query("webhookAudit");
  if (event_type !== undefined) {
    return audits
      .withIndex("by_workspace_id_and_event_type_and_received_at", (q) =>
        q
          .eq("workspace_id", workspaceId)
          .eq("event_type", event_type)
          .gte("received_at", from)
          .lt("received_at", until),
      )
      .order("desc");
  }
  if (payload_form !== undefined) {
    return audits
      .withIndex("by_workspace_id_and_payload_form_and_received_at", (q) =>
        q
          .eq("workspace_id", workspaceId)
          .eq("payload_form", payload_form)
          .gte("received_at", from)
          .lt("received_at", until),
      )
      .order("desc");
  }
  if (endpoint_key !== undefined) {
    return audits
      .withIndex("by_workspace_id_and_endpoint_key_and_received_at", (q) =>
        q
          .eq("workspace_id", workspaceId)
          .eq("endpoint_key", endpoint_key)
          .gte("received_at", from)
          .lt("received_at", until),
      )
      .order("desc");
  }
  return audits
    .withIndex("by_workspace_id_and_received_at", (q) =>
      q
        .eq("workspace_id", workspaceId)
        .gte("received_at", from)
        .lt("received_at", until),
    )
    .order("desc");
}

function matches(audit: Audit, filter: DeliveryFilter): boolean {
  const { event_type, payload_form, endpoint_key } = filter;
  const failures: readonly string[] = WITH_FAILURES;
  return (
    (event_type === undefined || audit.event_type === event_type) &&
    (payload_form === undefined || audit.payload_form === payload_form) &&
    (endpoint_key === undefined || audit.endpoint_key === endpoint_key) &&
    (filter.has_duplicates !== true || audit.duplicate_count > 0) &&
    (filter.has_failures !== true || failures.includes(audit.status))
  );
}
