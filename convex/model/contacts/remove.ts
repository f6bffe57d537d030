/**
 * Taking a contact away altogether, for undoing what made it. Only of one that
 * has no messages, notes or merges; everybody else is kept.
 */
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { deleteLeads } from "./leadRows";
import { deleteContact } from "./write";

/** Rows of each kind: whoever nothing happened to has one or two. */
const MAX_ROWS = 200;

export async function removeContact(
  ctx: MutationCtx,
  contact: Doc<"contacts">,
): Promise<void> {
  const id = contact._id;
  const identities = await ctx.db
    .query("contactIdentities")
    .withIndex("by_contact_id", (q) => q.eq("contact_id", id))
    .take(MAX_ROWS);
  for (const row of identities) {
    await ctx.db.delete("contactIdentities", row._id);
  }
  const events = await ctx.db
    .query("contactEvents")
    .withIndex("by_contact_id_and_at", (q) => q.eq("contact_id", id))
    .take(MAX_ROWS);
  for (const row of events) {
    await ctx.db.delete("contactEvents", row._id);
  }
  const suggestions = await Promise.all([
    ctx.db
      .query("duplicateSuggestions")
      .withIndex("by_contact_id_and_other_contact_id", (q) =>
        q.eq("contact_id", id),
      )
      .take(MAX_ROWS),
    ctx.db
      .query("duplicateSuggestions")
      .withIndex("by_other_contact_id", (q) => q.eq("other_contact_id", id))
      .take(MAX_ROWS),
  ]);
  for (const row of suggestions.flat()) {
    await ctx.db.delete("duplicateSuggestions", row._id);
  }
  await deleteLeads(ctx, id);
  await deleteContact(ctx, contact);
}
