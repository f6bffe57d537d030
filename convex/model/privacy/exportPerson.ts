/** Everything that is kept of one person, for the person. */
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";

/** Rows of each kind; a page of messages is as many. */
const MAX_ROWS = 2_000;

/**
 * A person's data as JSON: fields with where they came from, ids, messages,
 * notes, history, and what they sent with forms. `has_more` is true where there
 * are more than 2,000 messages: the newest ones are there.
 */
export async function exportPerson(
  ctx: QueryCtx,
  contact: Doc<"contacts">,
): Promise<{ json: string; has_more: boolean }> {
  const id: Id<"contacts"> = contact._id;
  const [identities, messages, notes, events, submissions] = await Promise.all([
    ctx.db
      .query("contactIdentities")
      .withIndex("by_contact_id", (q) => q.eq("contact_id", id))
      .take(MAX_ROWS),
    ctx.db
      .query("messages")
      .withIndex("by_contact_id_and_sent_at", (q) => q.eq("contact_id", id))
      .order("desc")
      .take(MAX_ROWS + 1),
    ctx.db
      .query("contactNotes")
      .withIndex("by_contact_id", (q) => q.eq("contact_id", id))
      .take(MAX_ROWS),
    ctx.db
      .query("contactEvents")
      .withIndex("by_contact_id_and_at", (q) => q.eq("contact_id", id))
      .take(MAX_ROWS),
    ctx.db
      .query("formSubmissions")
      .withIndex("by_contact_id", (q) => q.eq("contact_id", id))
      .take(MAX_ROWS),
  ]);
  const kept = messages.slice(0, MAX_ROWS);
  const person = {
    contact,
    identities,
    messages: kept.map(({ committed_at: _mark, ...message }) => message),
    notes,
    events,
    submissions,
  };
  return {
    json: JSON.stringify(person, null, 2),
    has_more: messages.length > MAX_ROWS,
  };
}
