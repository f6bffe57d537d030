/**
 * The rows of leads beside a contact: one for the contact, and those that merges
 * brought. Their status follows the contact's, whoever changes it.
 */
import type { AggregateOperation } from "@convex-dev/aggregate";
import { isServiceStatus } from "../../../src/lib/crm/leadStatus";
import type { LeadReason } from "../../../src/lib/leads/reasons";
import { weekOf } from "../../../src/lib/time/week";
import { contactCounts } from "../../componentClients";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { namespaceOf } from "./counts";
import { queueLeadCheck } from "./leadChecks";

type Contact = Doc<"contacts">;
type Lead = Doc<"leads">;
type Status = Lead["status"];

/** Leads that merges brought to one contact, and its own. */
const MAX_LEADS = 100;

/** The contact's own lead before those that merges brought, oldest first. */
export async function listLeads(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
): Promise<Lead[]> {
  const rows = await ctx.db
    .query("leads")
    .withIndex("by_contact_id", (q) => q.eq("contact_id", contactId))
    .take(MAX_LEADS);
  const isMoved = (lead: Lead) => lead.home_contact_id !== undefined;
  return rows.sort(
    (a, b) =>
      Number(isMoved(a)) - Number(isMoved(b)) ||
      a._creationTime - b._creationTime,
  );
}

/** The lead that a contact is; null when it is none. */
export async function findLead(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
): Promise<Lead | null> {
  const [lead] = await listLeads(ctx, contactId);
  return lead ?? null;
}

/** What a new lead may say besides. */
export interface NewLead {
  reason: LeadReason;
  review?: Lead["review"];
  engagedAt?: number | undefined;
}

/** Stores the lead of a contact that has none. */
export async function insertLead(
  ctx: MutationCtx,
  contact: Contact,
  status: Status,
  { reason, review = "none", engagedAt }: NewLead,
): Promise<Id<"leads">> {
  const workspace = await ctx.db.get("workspaces", contact.workspace_id);
  if (workspace === null) {
    throw new Error("a contact's workspace exists -- invariant");
  }
  const at = Date.now();
  const lead = {
    workspace_id: contact.workspace_id,
    contact_id: contact._id,
    status,
    review,
    review_at: at,
    reason,
    made_at: at,
    week: weekOf(at, workspace.timezone),
    engaged_at: engagedAt,
  };
  await recountLead(ctx, null, lead);
  return await ctx.db.insert("leads", lead);
}

/** Changes a lead, with what is counted of it. */
export async function patchLead(
  ctx: MutationCtx,
  lead: Lead,
  patch: Partial<Omit<Lead, "_id" | "_creationTime">>,
): Promise<void> {
  await recountLead(ctx, lead, { ...lead, ...patch });
  await ctx.db.patch("leads", lead._id, patch);
}

async function deleteLead(ctx: MutationCtx, lead: Lead): Promise<void> {
  await recountLead(ctx, lead, null);
  await ctx.db.delete("leads", lead._id);
}

/** Deletes the leads of a contact that goes; how many there were. */
export async function deleteLeads(
  ctx: MutationCtx,
  contactId: Id<"contacts">,
): Promise<number> {
  const leads = await listLeads(ctx, contactId);
  for (const lead of leads) {
    await deleteLead(ctx, lead);
  }
  return leads.length;
}

/**
 * Brings the leads in line after a contact's status changed: one is made where a
 * person says that the contact is something, and goes where one says it is none.
 */
export async function syncLeads(
  ctx: MutationCtx,
  before: Contact | null,
  after: Contact,
): Promise<void> {
  const old = before?.lead_status ?? "none";
  if (old === after.lead_status || after.merged_into !== undefined) {
    return;
  }
  const leads = await listLeads(ctx, after._id);
  const isSaid =
    after.field_sources.lead_status !== undefined ||
    !isServiceStatus(after.lead_status);
  if (leads.length === 0 && isSaid && after.lead_status !== "none") {
    await insertLead(ctx, after, after.lead_status, { reason: "by_hand" });
  }
  await setStatuses(ctx, after, leads);
  if (after.lead_status === "unqualified") {
    // When it is to be archived follows from the messages.
    await queueLeadCheck(ctx, after);
  }
}

/** {@link syncLeads} after rows came or went with a merge or its undo. */
export async function settleLeads(
  ctx: MutationCtx,
  contact: Contact,
): Promise<void> {
  await setStatuses(ctx, contact, await listLeads(ctx, contact._id));
}

async function setStatuses(
  ctx: MutationCtx,
  { lead_status: status }: Contact,
  leads: readonly Lead[],
): Promise<void> {
  const [main, ...others] = leads;
  if (main !== undefined && status === "none") {
    // One that a merge brought goes back with its contact: it stays.
    await (main.home_contact_id === undefined
      ? deleteLead(ctx, main)
      : setStatus(ctx, main, "duplicate"));
  } else if (main !== undefined) {
    await setStatus(ctx, main, status);
  }
  for (const other of others) {
    await setStatus(ctx, other, "duplicate");
  }
}

async function setStatus(
  ctx: MutationCtx,
  lead: Lead,
  status: Status,
): Promise<void> {
  if (lead.status !== status) {
    // A check sets the time when it is to be archived.
    await patchLead(ctx, lead, { status, archive_at: undefined });
  }
}

/** The group of those who became leads in a week: model/contacts/counts.ts. */
export const weekGroup = (week: string) => `lead_week:${week}`;

type Counted = Pick<
  Lead,
  | "workspace_id"
  | "contact_id"
  | "home_contact_id"
  | "status"
  | "week"
  | "reason"
>;
type Operation = AggregateOperation<
  [Status, Contact["source"]],
  Id<"contacts">,
  string
>;

/** Counts a lead in its week, under its status; flagged spam is no lead. */
async function recountLead(
  ctx: MutationCtx,
  before: Counted | null,
  after: Counted | null,
): Promise<void> {
  const [old, now] = [before, after].map((lead) =>
    lead === null || lead.reason === "flagged_spam" ? null : lead,
  );
  if (old?.status === now?.status && old?.week === now?.week) {
    return;
  }
  const item = (lead: Counted) => ({
    key: [lead.status, "whatsapp"] as [Status, "whatsapp"],
    id: lead.home_contact_id ?? lead.contact_id,
    namespace: namespaceOf(lead.workspace_id, weekGroup(lead.week)),
  });
  const operations: Operation[] = [];
  if (old) {
    operations.push({ type: "deleteIfExists", ...item(old) });
  }
  if (now) {
    operations.push({ type: "insertIfDoesNotExist", ...item(now) });
  }
  await contactCounts.enqueueBatch(ctx, operations);
}
