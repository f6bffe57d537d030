/**
 * The rows beside a contact that lists and search read: one a tag, one a search
 * term. A merged contact has none.
 */
import { HOUR_MS } from "../../../src/lib/time/units";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";

type Contact = Doc<"contacts">;

/**
 * How finely terms know when their contact was active. Shorter ones are written
 * more often, by each contact's first message in one; longer ones make a search
 * look at more contacts of the newest (docs/benchmarks.md, "lists").
 */
export const PERIOD_MS = 3 * HOUR_MS;
/** Of an era, which is 32 days. */
export const PERIODS = 256;

/** The period of a time; 0, long before WhatsApp, without activity. */
export function activityPeriod(lastMessageAt: number | undefined): number {
  return Math.floor((lastMessageAt ?? 0) / PERIOD_MS);
}

/** The era of a period. */
export const activityEra = (period: number) => Math.floor(period / PERIODS);

interface Wanted {
  tags: string[];
  terms: string[];
  lastMessageAt: number | undefined;
  period: number;
}

/** What rows a contact has, by what is stored with it. */
function wantedRows(contact: Contact | null): Wanted {
  const isLive = contact !== null && contact.merged_into === undefined;
  return {
    tags: isLive ? contact.tags : [],
    terms: isLive ? (contact.search_terms ?? []) : [],
    lastMessageAt: contact?.last_message_at,
    period: activityPeriod(contact?.last_message_at),
  };
}

const isSame = (a: string[], b: string[]) =>
  a === b || (a.length === b.length && a.every((value, at) => value === b[at]));

/**
 * Brings the rows up to date after a contact was written. A message costs a row
 * for each tag, and the first in a period a row for each term; nothing else does
 * unless the words changed.
 *
 * @param before as it was stored; null for a new one
 */
export async function syncRows(
  ctx: MutationCtx,
  before: Contact | null,
  after: Contact,
): Promise<void> {
  const old = wantedRows(before);
  const now = wantedRows(after);
  const hasTags = old.tags.length + now.tags.length > 0;
  if (
    hasTags &&
    !(isSame(old.tags, now.tags) && old.lastMessageAt === now.lastMessageAt)
  ) {
    await syncTags(ctx, after, now, before !== null);
  }
  if (!(isSame(old.terms, now.terms) && old.period === now.period)) {
    await syncTerms(ctx, after, now, before !== null);
  }
}

/** Writes all rows anew where they differ, whatever is believed of them. */
export async function repairRows(
  ctx: MutationCtx,
  contact: Contact,
): Promise<void> {
  const now = wantedRows(contact);
  await syncTags(ctx, contact, now, true);
  await syncTerms(ctx, contact, now, true);
}

async function syncTags(
  ctx: MutationCtx,
  { _id: contactId, workspace_id: workspaceId }: Contact,
  { tags, lastMessageAt }: Wanted,
  hasRows: boolean,
): Promise<void> {
  const missing = new Set(tags);
  for (const row of hasRows ? await tagRows(ctx, contactId) : []) {
    if (!missing.delete(row.tag)) {
      await ctx.db.delete("contactTags", row._id);
    } else if (row.last_message_at !== lastMessageAt) {
      const patch = { last_message_at: lastMessageAt };
      await ctx.db.patch("contactTags", row._id, patch);
    }
  }
  for (const tag of missing) {
    await ctx.db.insert("contactTags", {
      workspace_id: workspaceId,
      tag,
      contact_id: contactId,
      last_message_at: lastMessageAt,
    });
  }
}

async function syncTerms(
  ctx: MutationCtx,
  { _id: contactId, workspace_id: workspaceId }: Contact,
  { terms, period }: Wanted,
  hasRows: boolean,
): Promise<void> {
  const active = { active_period: period, active_era: activityEra(period) };
  const missing = new Set(terms);
  for (const row of hasRows ? await termRows(ctx, contactId) : []) {
    if (!missing.delete(row.term)) {
      await ctx.db.delete("contactTerms", row._id);
    } else if (row.active_period !== period) {
      await ctx.db.patch("contactTerms", row._id, active);
    }
  }
  for (const term of missing) {
    await ctx.db.insert("contactTerms", {
      workspace_id: workspaceId,
      term,
      contact_id: contactId,
      ...active,
    });
  }
}

/** More rows than a contact can have. */
const MAX_ROWS = 1_000;

async function tagRows(ctx: MutationCtx, contactId: Id<"contacts">) {
  return await ctx.db
    .query("contactTags")
    .withIndex("by_contact_id", (q) => q.eq("contact_id", contactId))
    .take(MAX_ROWS);
}

async function termRows(ctx: MutationCtx, contactId: Id<"contacts">) {
  return await ctx.db
    .query("contactTerms")
    .withIndex("by_contact_id", (q) => q.eq("contact_id", contactId))
    .take(MAX_ROWS);
}
