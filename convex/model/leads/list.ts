/** Leads as people see them: in lists, and one with what it is judged by. */
import type { PaginationOptions, PaginationResult } from "convex/server";
import { v, type Infer } from "convex/values";
import type { vReview } from "../../../src/lib/leads/reasons";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import schema from "../../schema";
import { recordedState } from "../contacts/events";
import { toContactRow, vContactRow } from "../contacts/listRow";
import { vLeadStatus } from "../contacts/leadStatus";
import { vActor } from "../contacts/tables";
import { loadLiveContact } from "../shared/redirects";
import { toMessageView, vMessage } from "../shared/views";

type Lead = Doc<"leads">;

/** Messages on a card. */
const CARD_MESSAGES = 6;
/** Events of a contact that are looked through for changes of status. */
const MAX_EVENTS = 200;

export const vLeadRow = v.object({
  ...schema.doc("leads").omit("workspace_id", "home_contact_id").fields,
  contact: vContactRow,
});
export type LeadRow = Infer<typeof vLeadRow>;

export async function toLeadRow(
  ctx: QueryCtx,
  { workspace_id: _workspaceId, home_contact_id: _home, ...lead }: Lead,
  workspace: Doc<"workspaces">,
): Promise<LeadRow> {
  const contact = await loadLiveContact(ctx, lead.contact_id);
  return { ...lead, contact: await toContactRow(ctx, contact, workspace) };
}

export interface LeadFilter {
  status?: Lead["status"] | undefined;
  review?: Infer<typeof vReview> | undefined;
  /** Only what was in the queue by then, ms UTC. */
  as_of?: number | undefined;
}

/**
 * Leads that a filter takes: by review in the order of the queue, first come
 * first; else the newest first.
 */
export async function pageOfLeads(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  { status, review, as_of = Infinity }: LeadFilter,
  paginationOpts: PaginationOptions,
): Promise<PaginationResult<Lead>> {
  const leads = ctx.db.query("leads");
  if (review !== undefined && status !== undefined) {
    return await leads
      .withIndex("by_workspace_id_and_review_and_status_and_review_at", (q) =>
        q
          .eq("workspace_id", workspaceId)
          .eq("review", review)
          .eq("status", status)
          .lte("review_at", as_of),
      )
      .paginate(paginationOpts);
  }
  if (review !== undefined) {
    return await leads
      .withIndex("by_workspace_id_and_review_and_review_at", (q) =>
        q
          .eq("workspace_id", workspaceId)
          .eq("review", review)
          .lte("review_at", as_of),
      )
      .paginate(paginationOpts);
  }
  const newest =
    status === undefined
      ? leads.withIndex("by_workspace_id_and_made_at", (q) =>
          q.eq("workspace_id", workspaceId).lte("made_at", as_of),
        )
      : leads.withIndex("by_workspace_id_and_status_and_made_at", (q) =>
          q
            .eq("workspace_id", workspaceId)
            .eq("status", status)
            .lte("made_at", as_of),
        );
  return await newest.order("desc").paginate(paginationOpts);
}

/** A number beside a menu: past 50 the exact one says nothing. */
const MAX_COUNTED = 51;

/** When those at the head of the queue are due, the first first; at most 51. */
export async function dueTimes(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<number[]> {
  const head = await ctx.db
    .query("leads")
    .withIndex("by_workspace_id_and_review_and_review_at", (q) =>
      q.eq("workspace_id", workspaceId).eq("review", "pending"),
    )
    .take(MAX_COUNTED);
  return head.map(({ review_at }) => review_at);
}

/** A change of status: from what to what, when, by whom, and why. */
const vStatusChange = v.object({
  at: v.number(),
  actor: vActor,
  from: v.optional(vLeadStatus),
  to: v.optional(vLeadStatus),
  /** Why the service did it; a code. */
  reason: v.optional(v.string()),
});

export const vLeadCard = v.object({
  lead: vLeadRow,
  /** The first six. */
  messages: v.array(vMessage),
  /** The ad they came from, as the provider tells it; JSON. */
  referral_json: v.optional(v.string()),
  /** Changes of its status, newest first. */
  history: v.array(vStatusChange),
});

export async function toLeadCard(
  ctx: QueryCtx,
  lead: Lead,
  workspace: Doc<"workspaces">,
  viewer: Pick<Doc<"members">, "role">,
): Promise<Infer<typeof vLeadCard>> {
  const row = await toLeadRow(ctx, lead, workspace);
  const contactId = row.contact._id;
  const messages = await ctx.db
    .query("messages")
    .withIndex("by_contact_id_and_sent_at", (q) =>
      q.eq("contact_id", contactId),
    )
    .take(CARD_MESSAGES);
  return {
    lead: row,
    messages: messages.map((message) => toMessageView(message, viewer)),
    referral_json: messages.find(({ referral_json: ad }) => ad !== undefined)
      ?.referral_json,
    history: await readHistory(ctx, contactId),
  };
}

async function readHistory(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
): Promise<Infer<typeof vStatusChange>[]> {
  const events = await ctx.db
    .query("contactEvents")
    .withIndex("by_contact_id_and_at", (q) => q.eq("contact_id", contactId))
    .order("desc")
    .take(MAX_EVENTS);
  const statusIn = (json: string | undefined) => {
    const value = recordedState(json)?.value;
    return vLeadStatus.members.find((member) => member.value === value)?.value;
  };
  return events
    .filter(({ field }) => field === "lead_status")
    .map(({ at, actor, old_json, new_json, reason }) => ({
      at,
      actor,
      from: statusIn(old_json),
      to: statusIn(new_json),
      reason,
    }));
}
