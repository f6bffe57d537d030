/**
 * The only place that writes contacts; lint keeps other writes out. What follows
 * from a contact's fields is kept with them, whoever changes them and why.
 */
import type { WithoutSystemFields } from "convex/server";
import { hasChanges } from "../../../src/lib/values/hasChanges";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";

type Contact = Doc<"contacts">;

/** Stores a new contact and returns it. */
export async function insertContact(
  ctx: MutationCtx,
  fields: WithoutSystemFields<Contact>,
): Promise<Contact> {
  const id = await ctx.db.insert("contacts", fields);
  const contact = await ctx.db.get("contacts", id);
  if (contact === null) {
    throw new Error("a contact just stored exists -- invariant");
  }
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
  patch: Partial<WithoutSystemFields<Contact>>,
): Promise<Contact> {
  if (!hasChanges(contact, patch)) {
    return contact;
  }
  await ctx.db.patch("contacts", contact._id, patch);
  return { ...contact, ...patch };
}
