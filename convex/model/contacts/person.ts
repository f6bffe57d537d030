/** Enough of a contact to recognise it. */
import { v } from "convex/values";
import { displayPhone } from "../../../src/lib/phone/spellings";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import schema from "../../schema";

const vRow = schema
  .doc("contacts")
  .pick(
    "_id",
    "name",
    "username",
    "phone",
    "phone_normalized",
    "email",
    "lead_status",
    "message_count",
    "last_message_at",
  );

export const vPerson = v.object({
  ...vRow.fields,
  /** The national way at home, with the country code abroad. */
  phone_display: v.optional(v.string()),
});

/** @param region of numbers that are written the national way */
export function toPerson(
  contact: Doc<"contacts">,
  region: string,
): typeof vPerson.type {
  return {
    _id: contact._id,
    name: contact.name,
    username: contact.username,
    phone: contact.phone,
    phone_normalized: contact.phone_normalized,
    email: contact.email,
    lead_status: contact.lead_status,
    message_count: contact.message_count,
    last_message_at: contact.last_message_at,
    phone_display: displayPhone(contact, region),
  };
}

export async function loadPerson(
  ctx: QueryCtx,
  id: Id<"contacts">,
  region: string,
): Promise<typeof vPerson.type> {
  const contact = await ctx.db.get("contacts", id);
  if (contact === null) {
    throw new Error("a contact that a row names exists -- invariant");
  }
  return toPerson(contact, region);
}
