/** A contact as lists show it: what is displayed, and nothing else. */
import { v, type Infer } from "convex/values";
import { displayPhone } from "../../../src/lib/phone/spellings";
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import schema from "../../schema";
import { vUserId, type UserId } from "../users/tables";
import { nameOfUser } from "../users/users";

export const vContactRow = v.object({
  ...schema
    .doc("contacts")
    .pick(
      "_id",
      "name",
      "username",
      "email",
      "lead_status",
      "tags",
      "waiting_since",
      "last_message_at",
      "last_message_preview",
      "last_message_direction",
      "source",
      "message_count",
    ).fields,
  /** The national way at home, with the country code abroad. */
  phone_display: v.optional(v.string()),
  owner: v.union(v.null(), v.object({ user_id: vUserId, name: v.string() })),
  /** When the contact became known here, ms UTC. */
  created: v.number(),
  /** Of the custom fields that were asked for, those that have a value. */
  custom_values: schema.doc("contacts").fields.custom_values,
});
export type ContactRow = Infer<typeof vContactRow>;

type Owner = ContactRow["owner"];

/**
 * Contacts as rows; each owner is read once.
 *
 * @param customFields keys of those that the rows carry
 */
export async function toContactRows(
  ctx: QueryCtx,
  contacts: Doc<"contacts">[],
  workspace: Doc<"workspaces">,
  customFields: readonly string[] = [],
): Promise<ContactRow[]> {
  const keys = new Set(customFields);
  const owners = new Map<UserId, Promise<Owner>>();
  const nameOnce = (id: UserId) => {
    const owner = owners.get(id) ?? loadOwner(ctx, id);
    owners.set(id, owner);
    return owner;
  };
  const rows = contacts.map(async (contact) => ({
    ...(await toContactRow(ctx, contact, workspace, nameOnce)),
    ...pickCustomValues(contact, keys),
  }));
  return await Promise.all(rows);
}

/** The contact itself holds them: nothing more is read. */
function pickCustomValues(
  { custom_values: values = {} }: Doc<"contacts">,
  keys: ReadonlySet<string>,
): Pick<ContactRow, "custom_values"> {
  const picked = Object.entries(values).filter(([key]) => keys.has(key));
  return picked.length === 0
    ? {}
    : { custom_values: Object.fromEntries(picked) };
}

export async function toContactRow(
  ctx: QueryCtx,
  contact: Doc<"contacts">,
  { default_region: region }: Doc<"workspaces">,
  nameOwner = (id: UserId) => loadOwner(ctx, id),
): Promise<ContactRow> {
  const { owner_id: owner } = contact;
  return {
    _id: contact._id,
    name: contact.name,
    username: contact.username,
    email: contact.email,
    phone_display: displayPhone(contact, region),
    lead_status: contact.lead_status,
    tags: contact.tags,
    owner: owner === undefined ? null : await nameOwner(owner),
    waiting_since: contact.waiting_since,
    last_message_at: contact.last_message_at,
    last_message_preview: contact.last_message_preview,
    last_message_direction: contact.last_message_direction,
    source: contact.source,
    message_count: contact.message_count,
    created: contact._creationTime,
  };
}

async function loadOwner(ctx: QueryCtx, id: UserId): Promise<Owner> {
  const user = await ctx.db.get("users", id);
  return user && { user_id: id, name: user.name ?? nameOfUser(user) };
}
