/**
 * What members say of leads: verdicts, which are kept, and taking them back.
 */
import {
  LEAD_STATUSES,
  type LeadStatus,
} from "../../../src/lib/crm/leadStatus";
import type { KeptVerdict, Verdict } from "../../../src/lib/leads/reasons";
import { DAY_MS } from "../../../src/lib/time/units";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import {
  memberActor,
  saveDraft,
  withStateOf,
  type Editor,
} from "../contacts/edits";
import type { FieldState } from "../contacts/fieldStates";
import { findLead, patchLead } from "../contacts/leadRows";
import { queueLeadCheck } from "../contacts/leadChecks";
import { loadLiveContact } from "../shared/redirects";
import { readEnds } from "./messages";
import { addLesson, learnLabel, type Lesson } from "./spam";
import { labelOf, listStanding } from "./verdicts";
import type { Member } from "../workspaces/members";

type Contact = Doc<"contacts">;
type Lead = Doc<"leads">;
type KeptRow = Doc<"leadVerdicts">;

/** What a verdict makes of a contact and of its place in the queue. */
const OUTCOMES: Record<
  Exclude<Verdict, "later">,
  { status: LeadStatus; review: Lead["review"] }
> = {
  approved: { status: "qualified", review: "approved" },
  customer: { status: "customer", review: "approved" },
  rejected: { status: "archived", review: "rejected" },
  spam: { status: "spam", review: "rejected" },
};

/** Keeps what a member says of a lead, and does what follows from it. */
export async function judgeLead(
  ctx: MutationCtx,
  lead: Lead,
  member: Member,
  verdict: Verdict,
): Promise<Id<"leadVerdicts">> {
  const contact = await loadLiveContact(ctx, lead.contact_id);
  const at = Date.now();
  const outcome = verdict === "later" ? null : OUTCOMES[verdict];
  const id = await keepVerdict(ctx, { contact, lead, member, at }, verdict, {
    after: outcome?.status ?? contact.lead_status,
  });
  if (outcome === null) {
    const review_at = at + DAY_MS;
    await patchLead(ctx, lead, { review: "pending", review_at });
    return id;
  }
  const editor = { actor: memberActor(member), at };
  await setStatus(ctx, contact, saidBy(member, outcome.status, at), editor);
  await patchReview(ctx, lead._id, { review: outcome.review });
  return id;
}

/**
 * Keeps that a contact is spam, or is none. One that is none goes back to what
 * the service makes of it otherwise.
 */
export async function judgeSpam(
  ctx: MutationCtx,
  contact: Contact,
  member: Member,
  isSpam: boolean,
): Promise<Id<"leadVerdicts">> {
  const at = Date.now();
  const lead = await findLead(ctx, contact._id);
  const after = isSpam
    ? "spam"
    : contact.lead_status === "spam"
      ? "none"
      : contact.lead_status;
  const id = await keepVerdict(
    ctx,
    { contact, lead, member, at },
    isSpam ? "spam" : "not_spam",
    { after },
  );
  const editor = { actor: memberActor(member), at };
  if (isSpam) {
    await setStatus(ctx, contact, saidBy(member, "spam", at), editor);
  } else if (contact.lead_status === "spam") {
    const state = { value: after, source: undefined };
    await setStatus(ctx, contact, state, editor);
    await queueLeadCheck(ctx, contact);
  }
  return id;
}

const saidBy = (
  { user_id: by }: Member,
  value: LeadStatus,
  at: number,
): FieldState => ({ value, source: { at, source: "human", by } });

async function setStatus(
  ctx: MutationCtx,
  contact: Contact,
  state: FieldState,
  editor: Editor,
): Promise<void> {
  const draft = withStateOf({ contact, edits: [] }, "lead_status", state);
  await saveDraft(ctx, contact, draft, editor);
}

/** The lead may be gone: a contact that is nothing has none. */
async function patchReview(
  ctx: MutationCtx,
  leadId: Id<"leads">,
  patch: Partial<Pick<Lead, "review" | "review_at">>,
): Promise<void> {
  const lead = await ctx.db.get("leads", leadId);
  if (lead !== null) {
    await patchLead(ctx, lead, patch);
  }
}

interface Judged {
  contact: Contact;
  lead: Lead | null;
  member: Member;
  at: number;
}

async function keepVerdict(
  ctx: MutationCtx,
  { contact, lead, member, at }: Judged,
  verdict: KeptVerdict,
  { after }: { after: LeadStatus },
): Promise<Id<"leadVerdicts">> {
  await correctStanding(ctx, contact._id, verdict, at);
  return await ctx.db.insert("leadVerdicts", {
    workspace_id: contact.workspace_id,
    contact_id: contact._id,
    lead_id: lead?._id,
    user_id: member.user_id,
    verdict,
    at,
    before: {
      status: contact.lead_status,
      source: contact.field_sources.lead_status,
      review: lead?.review ?? "none",
      review_at: lead?.review_at,
    },
    after_status: after,
    lesson: (await teach(ctx, contact, verdict)) ?? undefined,
  });
}

/** A verdict that says otherwise corrects those that stand. */
async function correctStanding(
  ctx: MutationCtx,
  contactId: Id<"contacts">,
  verdict: KeptVerdict,
  at: number,
): Promise<void> {
  const standing = await listStanding(ctx, contactId);
  for (const row of standing) {
    if (row.verdict !== verdict && row.verdict !== "later") {
      await withdraw(ctx, row, at);
    }
  }
}

/** A verdict that no longer stands teaches nothing any more. */
async function withdraw(
  ctx: MutationCtx,
  { _id, workspace_id, lesson }: KeptRow,
  at: number,
): Promise<void> {
  await ctx.db.patch("leadVerdicts", _id, { corrected_at: at });
  if (lesson !== undefined) {
    await addLesson(ctx, workspace_id, lesson, -1);
  }
}

/** What a verdict on spam teaches the workspace's classifier. */
async function teach(
  ctx: MutationCtx,
  contact: Contact,
  verdict: KeptVerdict,
): Promise<Lesson | null> {
  const label = labelOf(verdict);
  const standing = await listStanding(ctx, contact._id);
  // Said twice, it teaches once.
  const isKnown = standing.some((row) => labelOf(row.verdict) === label);
  return label === null || isKnown
    ? null
    : await learnLabel(ctx, contact, label, await readEnds(ctx, contact._id));
}

/**
 * Takes a verdict back: status and review are again what they were.
 *
 * @returns "conflict" where the status was changed since, or the verdict was
 *   taken back or corrected already.
 */
export async function undoVerdict(
  ctx: MutationCtx,
  row: KeptRow,
  member: Member,
): Promise<"saved" | "conflict"> {
  const contact = await loadLiveContact(ctx, row.contact_id);
  const before = LEAD_STATUSES.find((one) => one === row.before.status);
  const isStanding =
    row.corrected_at === undefined && contact.lead_status === row.after_status;
  if (!isStanding || before === undefined) {
    return "conflict";
  }
  const at = Date.now();
  await withdraw(ctx, row, at);
  const state = { value: before, source: row.before.source };
  const editor = { actor: memberActor(member), at };
  await setStatus(ctx, contact, state, editor);
  if (row.lead_id !== undefined) {
    await patchReview(ctx, row.lead_id, {
      review: row.before.review,
      ...(row.before.review_at !== undefined && {
        review_at: row.before.review_at,
      }),
    });
  }
  await queueLeadCheck(ctx, contact);
  return "saved";
}
