/** Leads, their review, and what a workspace asks of them, for operators. */
import { v } from "convex/values";
import { vReview, vVerdict } from "../../src/lib/leads/reasons";
import { toLocalIso } from "../../src/lib/time/localTime";
import type { Doc, Id } from "../_generated/dataModel";
import {
  internalMutation,
  internalQuery,
  type MutationCtx,
  type QueryCtx,
} from "../_generated/server";
import { findLead } from "../model/contacts/leadRows";
import { vLeadStatus } from "../model/contacts/leadStatus";
import { requireContactBy } from "../model/contacts/lookup";
import { pageOfLeads, toLeadRow } from "../model/leads/list";
import { judgeLead, judgeSpam } from "../model/leads/review";
import {
  changeLeadSettings,
  loadLeadSettings,
  vLeadSettings,
} from "../model/leads/settings";
import { withLocalVersion } from "../model/settings/local";
import { refusal } from "../model/shared/refuse";
import { requireLimit, takeRows, vRows } from "../model/shared/rows";
import { requireNamedMember } from "../model/workspaces/members";
import {
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";
import schema from "../schema";

const vOperatorLead = v.object({
  ...schema
    .doc("leads")
    .pick("status", "review", "reason", "spam", "made_at", "engaged_at").fields,
  contact_id: v.id("contacts"),
  name: v.optional(v.string()),
  phone_display: v.optional(v.string()),
  message_count: v.number(),
  last_message_preview: v.optional(v.string()),
  made_local: v.string(),
});

async function toOperatorLead(
  ctx: QueryCtx,
  lead: Doc<"leads">,
  workspace: Doc<"workspaces">,
): Promise<typeof vOperatorLead.type> {
  const { contact } = await toLeadRow(ctx, lead, workspace);
  return {
    status: lead.status,
    review: lead.review,
    reason: lead.reason,
    spam: lead.spam,
    made_at: lead.made_at,
    engaged_at: lead.engaged_at,
    contact_id: contact._id,
    name: contact.name ?? contact.username,
    phone_display: contact.phone_display,
    message_count: contact.message_count,
    last_message_preview: contact.last_message_preview,
    made_local: toLocalIso(lead.made_at, workspace.timezone),
  };
}

/**
 * Leads, the newest first; with `review` those of the queue, first come first.
 *
 * @throws ConvexError as `requireWorkspace`, `invalid_limit`.
 */
export const showLeads = internalQuery({
  args: {
    ...vWorkspaceRef.fields,
    review: v.optional(vReview),
    lead_status: v.optional(vLeadStatus),
    limit: v.optional(v.number()),
  },
  returns: vRows(vOperatorLead),
  handler: async (ctx, { review, lead_status: status, limit, ...ref }) => {
    const workspace = await requireWorkspace(ctx, ref);
    const leads = {
      take: async (numItems: number) => {
        const filter = { review, status };
        const options = { numItems, cursor: null };
        return (await pageOfLeads(ctx, workspace._id, filter, options)).page;
      },
    };
    const { rows, has_more } = await takeRows(leads, requireLimit(limit));
    const shown = rows.map((lead) => toOperatorLead(ctx, lead, workspace));
    return { rows: await Promise.all(shown), has_more };
  },
});

/** A verdict is a member's: whoever says it is named. */
const vVerdictBy = v.object({
  ...vWorkspaceRef.fields,
  contact: v.string(),
  /** E-mail address or subject of a member. */
  by: v.string(),
});

async function loadJudged(
  ctx: MutationCtx,
  { contact: text, by, ...ref }: typeof vVerdictBy.type,
) {
  const { _id } = await requireWorkspace(ctx, ref);
  const member = await requireNamedMember(ctx, _id, by);
  return { member, contact: await requireContactBy(ctx, _id, text) };
}

const vJudged = v.object({
  contact_id: v.id("contacts"),
  verdict_id: v.id("leadVerdicts"),
  lead_status: vLeadStatus,
});

/** What a verdict made of its contact. */
async function toJudged(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
  verdict_id: Id<"leadVerdicts">,
): Promise<typeof vJudged.type> {
  const contact = await ctx.db.get("contacts", contactId);
  if (contact === null) {
    throw new Error("a contact that is judged exists -- invariant");
  }
  return {
    contact_id: contactId,
    verdict_id,
    lead_status: contact.lead_status,
  };
}

/**
 * Says what a lead is, in a member's name: "approved", "rejected", "spam",
 * "customer", or "later" for a day.
 *
 * @throws ConvexError as `requireWorkspace`, `not_found` also where the contact
 *   is no lead, `contact_ambiguous`.
 */
export const reviewLead = internalMutation({
  args: { ...vVerdictBy.fields, verdict: vVerdict },
  returns: vJudged,
  handler: async (ctx, { verdict, ...about }) => {
    const { member, contact } = await loadJudged(ctx, about);
    const lead = await findLead(ctx, contact._id);
    if (lead === null) {
      throw refusal("noLead");
    }
    const id = await judgeLead(ctx, lead, member, verdict);
    return await toJudged(ctx, contact._id, id);
  },
});

/**
 * Says that a contact is spam, or is none, in a member's name.
 *
 * @throws ConvexError as `requireWorkspace`, `not_found`, `contact_ambiguous`.
 */
export const markSpam = internalMutation({
  args: { ...vVerdictBy.fields, is_spam: v.boolean() },
  returns: vJudged,
  handler: async (ctx, { is_spam, ...about }) => {
    const { member, contact } = await loadJudged(ctx, about);
    const id = await judgeSpam(ctx, contact, member, is_spam);
    return await toJudged(ctx, contact._id, id);
  },
});

/**
 * What a workspace asks of leads, and of spam; what is given changes.
 *
 * @returns What it says then.
 * @throws ConvexError as `requireWorkspace`, `invalid_lead_settings`.
 */
export const leadRules = internalMutation({
  args: { ...vWorkspaceRef.fields, ...vLeadSettings.partial().fields },
  returns: vLeadSettings,
  handler: async (ctx, args) => {
    const { workspace: _slug, workspace_id: _id, ...change } = args;
    const workspace = await requireWorkspace(ctx, args);
    if (Object.keys(change).length > 0) {
      await withLocalVersion(ctx, workspace._id, undefined, () =>
        changeLeadSettings(ctx, workspace, change),
      );
    }
    return await loadLeadSettings(ctx, workspace._id);
  },
});
