/**
 * The only place that writes contacts; lint keeps other writes out. What follows
 * from a contact's fields (what lists, search and counts read) is kept with them,
 * whoever changes them and why.
 */
import type { WithoutSystemFields } from "convex/server";
import { hasChanges } from "../../../src/lib/values/hasChanges";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { recount } from "./counts";
import { deriveFields, keepEqual } from "./derived";
import { syncLeads } from "./leadRows";
import { repairRows, syncRows } from "./rows";

type Contact = Doc<"contacts">;
type Fields = WithoutSystemFields<Contact>;

/** Stores a new contact and returns it. */
export async function insertContact(
  ctx: MutationCtx,
  fields: Fields,
): Promise<Contact> {
  const id = await ctx.db.insert("contacts", {
    ...fields,
    ...deriveFields(null, fields),
  });
  const contact = await ctx.db.get("contacts", id);
  if (contact === null) {
    throw new Error("a contact just stored exists -- invariant");
  }
  await syncRows(ctx, null, contact);
  await recount(ctx, null, contact);
  await syncLeads(ctx, null, contact);
  return contact;
}

/**
 * Changes a contact, if the patch changes anything, and returns it as it is
 * then.
 *
 * @param contact as it is stored now
 * @param patch as for `db.patch`: an undefined value removes the field
 */
export async function patchContact(
  ctx: MutationCtx,
  contact: Contact,
  patch: Partial<Fields>,
): Promise<Contact> {
  if (!hasChanges(contact, patch)) {
    return contact;
  }
  const derived = deriveFields(contact, { ...contact, ...patch });
  const after = { ...contact, ...patch, ...derived };
  await ctx.db.patch("contacts", contact._id, { ...patch, ...derived });
  await syncRows(ctx, contact, after);
  await recount(ctx, contact, after);
  await syncLeads(ctx, contact, after);
  return after;
}

/**
 * Writes what follows from a contact's fields where it differs, or is missing
 * because an older version wrote the contact.
 *
 * @param phoneNumberIds our numbers that it has a conversation on
 */
export async function reindexContact(
  ctx: MutationCtx,
  contact: Contact,
  phoneNumberIds: string[],
): Promise<void> {
  const derived = {
    ...deriveFields(contact, contact),
    phone_number_ids: keepEqual(contact.phone_number_ids, phoneNumberIds),
    search_text: undefined,
  };
  const after = { ...contact, ...derived };
  if (hasChanges(contact, derived)) {
    await ctx.db.patch("contacts", contact._id, derived);
  }
  await repairRows(ctx, after);
  await recount(ctx, null, after);
}

/** Deletes a contact; what refers to it is the caller's to delete. */
export async function deleteContact(
  ctx: MutationCtx,
  contact: Contact,
): Promise<void> {
  // As after a merge, it is in no list, search or count.
  const gone = { ...contact, merged_into: contact._id };
  await syncRows(ctx, contact, gone);
  await recount(ctx, contact, gone);
  await ctx.db.delete("contacts", contact._id);
}
