/**
 * Looks at a contact: is it a lead, is it spam, is it to be archived? What comes
 * out follows from what is stored, so that looking twice changes nothing.
 */
import {
  decide,
  engagedAt,
  qualify,
  type CountedMessage,
  type LeadDecision,
} from "../../../src/lib/leads/decide";
import type { SpamScore } from "../../../src/lib/spam/score";
import { DAY_MS } from "../../../src/lib/time/units";
import { maxTime } from "../../../src/lib/time/latest";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { saveDraft, withStateOf, type Editor } from "../contacts/edits";
import { findLead, insertLead, patchLead } from "../contacts/leadRows";
import { logEvent } from "../shared/log";
import { loadLiveContact } from "../shared/redirects";
import { readEnds } from "./messages";
import { loadLeadSettings, rulesOf, type LeadSettings } from "./settings";
import { assessSpam } from "./spam";
import { findSpamLabel } from "./verdicts";

type Contact = Doc<"contacts">;
type Lead = Doc<"leads">;
type Message = Doc<"messages">;

/** A form's lead who never wrote is archived after so long. */
const FORM_LEAD_MS = 14 * DAY_MS;
/** So many leads of a workspace are queued for its members to judge. */
export const REVIEWED_LEADS = 50;

/**
 * Gives a contact the status that it should have. False while the workspace's
 * automations are paused: then nothing changes.
 */
export async function checkContact(
  ctx: MutationCtx,
  contactId: Id<"contacts">,
  now: number,
  auditId?: Id<"webhookAudit">,
): Promise<boolean> {
  const contact = await loadLiveContact(ctx, contactId);
  const workspace = await ctx.db.get("workspaces", contact.workspace_id);
  if (workspace === null || workspace.automations_paused) {
    return workspace === null;
  }
  const settings = await loadLeadSettings(ctx, workspace._id);
  const lead = await findLead(ctx, contact._id);
  const messages = await readEnds(ctx, contact._id);
  const spam = await assessSpam(ctx, contact, messages, settings);
  const label = await findSpamLabel(ctx, contact._id);
  // What the flag was for may have been deleted since.
  const isSuspect =
    spam?.isFlagged === true ||
    (lead?.outlives_messages === true && contact.lead_status === "spam");
  const counted = messages.map(toCounted);
  const engaged = engagedAt(counted);
  const archiveAt = archiveTime(contact, lead, engaged, settings);
  const decision = decide({
    status: contact.lead_status,
    isByPerson: contact.field_sources.lead_status !== undefined,
    isTeamPhone: isTeamPhone(contact, settings),
    isSpam: label === "spam" || (label === null && isSuspect),
    leadReason: claimOf(lead),
    qualifies: qualify(counted, rulesOf(settings)),
    isIdle: archiveAt !== undefined && archiveAt <= now,
  });
  await keepLead(ctx, contact, lead, decision, engaged);
  if (decision !== null) {
    await giveStatus(ctx, contact, decision, {
      actor: { kind: "system" },
      at: now,
      auditId,
    });
    logEvent("lead.status_given", {
      contact_id: contact._id,
      audit_id: auditId,
      status: decision.status,
      reason: decision.reason,
    });
  }
  await keepSeen(ctx, contact._id, {
    engaged_at: engaged,
    archive_at: archiveAt,
    spam: spam === null || spam.score === 0 ? undefined : toKept(spam),
  });
  return true;
}

/** A lead is also looked after by who says that the contact is one. */
function archiveTime(
  contact: Contact,
  lead: Lead | null,
  engaged: number | undefined,
  settings: LeadSettings,
): number | undefined {
  const saidAt = contact.field_sources.lead_status?.at;
  const since = maxTime(engaged, saidAt) ?? lead?.made_at;
  if (since !== undefined && lead?.reason === "form" && engaged === undefined) {
    return since + FORM_LEAD_MS;
  }
  return since === undefined ? undefined : since + rulesOf(settings).archiveMs;
}

/**
 * Why somebody is a lead whatever is there of what they wrote. The rest follows
 * from the messages each time, so that a merge that is undone leaves no lead
 * behind.
 */
function claimOf(lead: Lead | null): Lead["reason"] | null {
  if (lead === null || lead.reason === "flagged_spam") {
    return null;
  }
  const isClaim = lead.reason === "by_hand" || lead.reason === "form";
  return isClaim || lead.outlives_messages === true ? lead.reason : null;
}

const isTeamPhone = (
  { phone_normalized: phone }: Contact,
  settings: LeadSettings,
) => phone !== undefined && settings.team_phones.includes(phone);

const toCounted = (message: Message): CountedMessage => ({
  direction: message.direction,
  isHistory: message.origin === "history_sync",
  sentAt: message.sent_at,
  arrivedAt: message._creationTime,
});

/** A lead that the service makes is stored before the contact is called one. */
async function keepLead(
  ctx: MutationCtx,
  contact: Contact,
  lead: Lead | null,
  decision: LeadDecision | null,
  engaged: number | undefined,
): Promise<void> {
  const { reason, status } = decision ?? {};
  const made = madeBy(reason);
  if (made === null || status === undefined) {
    return;
  }
  const review =
    made === "flagged_spam"
      ? "none"
      : await firstReview(ctx, contact.workspace_id);
  if (lead === null) {
    const more = { reason: made, review, engagedAt: engaged } as const;
    await insertLead(ctx, contact, status, more);
  } else if (lead.reason === "flagged_spam" && made !== "flagged_spam") {
    await patchLead(ctx, lead, { reason: made, review });
  }
}

function madeBy(reason: LeadDecision["reason"] | undefined) {
  return reason === "messages" ||
    reason === "greeting_answered" ||
    reason === "flagged_spam"
    ? reason
    : null;
}

/** A new lead is queued for review while fewer than the first so many were. */
export async function firstReview(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<"pending" | "none"> {
  const queued = await Promise.all([
    // "approved"; then "pending" and "rejected": all but "none".
    ctx.db
      .query("leads")
      .withIndex("by_workspace_id_and_review_and_review_at", (q) =>
        q.eq("workspace_id", workspaceId).lt("review", "none"),
      )
      .take(REVIEWED_LEADS),
    ctx.db
      .query("leads")
      .withIndex("by_workspace_id_and_review_and_review_at", (q) =>
        q.eq("workspace_id", workspaceId).gt("review", "none"),
      )
      .take(REVIEWED_LEADS),
  ]);
  return queued.flat().length < REVIEWED_LEADS ? "pending" : "none";
}

/**
 * Writes a status that is nobody's word: WhatsApp's and the service's facts may
 * change it again.
 */
export async function giveStatus(
  ctx: MutationCtx,
  contact: Contact,
  { status, reason }: LeadDecision,
  editor: Editor,
): Promise<void> {
  const state = { value: status, source: undefined };
  const draft = withStateOf({ contact, edits: [] }, "lead_status", state);
  const edits = draft.edits.map((edit) => ({ ...edit, reason }));
  await saveDraft(ctx, contact, { ...draft, edits }, editor);
}

const toKept = ({ score, signals, dampers }: SpamScore) => ({
  score,
  signals,
  dampers,
});

/** What a look saw besides, on the lead that there is then. */
async function keepSeen(
  ctx: MutationCtx,
  contactId: Id<"contacts">,
  seen: Pick<Lead, "engaged_at" | "archive_at" | "spam">,
): Promise<void> {
  const lead = await findLead(ctx, contactId);
  if (lead === null) {
    return;
  }
  const archive_at =
    lead.status === "unqualified" ? seen.archive_at : undefined;
  const patch = { ...seen, archive_at };
  const isSame =
    lead.engaged_at === patch.engaged_at &&
    lead.archive_at === archive_at &&
    JSON.stringify(lead.spam) === JSON.stringify(patch.spam);
  if (!isSame) {
    await patchLead(ctx, lead, patch);
  }
}
