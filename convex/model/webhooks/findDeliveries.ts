/**
 * Deliveries by anything that somebody has at hand: the delivery's id or key, a
 * message's id, a phone number, a person's name, a link from the page.
 */
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { searchContacts } from "../contacts/search";
import { DEFAULT_ENDPOINT_KEY } from "./endpoints";
import { messageKeyOf } from "./items";

/** Deliveries that one search finds, newest first. */
const MAX_FOUND = 50;
/** People of a name or number whose deliveries are looked for. */
const MAX_PEOPLE = 5;
/** Endpoints of one workspace, and contacts merged into one. */
const MAX_FEW = 50;

export const FOUND_BY = [
  "delivery",
  "key",
  "message",
  "contact",
  "nothing",
] as const;

export interface FoundDeliveries {
  found_by: (typeof FOUND_BY)[number];
  audits: Doc<"webhookAudit">[];
  contacts: Doc<"contacts">[];
}

const NOTHING: FoundDeliveries = {
  found_by: "nothing",
  audits: [],
  contacts: [],
};

/** @param workspaceId absent for an operator: all workspaces, and nobody's */
export async function findDeliveries(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces"> | undefined,
  typed: string,
): Promise<FoundDeliveries> {
  const text = wordOf(typed);
  const isOurs = (row: { workspace_id?: Id<"workspaces"> | undefined }) =>
    workspaceId === undefined || row.workspace_id === workspaceId;
  const auditId = ctx.db.normalizeId("webhookAudit", text);
  const audit = auditId && (await ctx.db.get("webhookAudit", auditId));
  if (audit && isOurs(audit)) {
    return { ...NOTHING, found_by: "delivery", audits: [audit] };
  }
  const contactId = ctx.db.normalizeId("contacts", text);
  const contact = contactId && (await ctx.db.get("contacts", contactId));
  if (contact && isOurs(contact)) {
    return await ofContacts(ctx, [contact]);
  }
  const messageId = ctx.db.normalizeId("messages", text);
  const message = messageId && (await ctx.db.get("messages", messageId));
  if (message && isOurs(message)) {
    const audits = await ofMessage(ctx, message.kapso_message_id, workspaceId);
    return { ...NOTHING, found_by: "message", audits };
  }
  const byMessage = await ofMessage(ctx, text, workspaceId);
  if (byMessage.length > 0) {
    return { ...NOTHING, found_by: "message", audits: byMessage };
  }
  const byKey = (await withKey(ctx, workspaceId, text)).filter(isOurs);
  if (byKey.length > 0) {
    return { ...NOTHING, found_by: "key", audits: byKey };
  }
  const people = await findPeople(ctx, workspaceId, text);
  return people.length === 0 ? NOTHING : await ofContacts(ctx, people);
}

/** What was typed; of a link, the id at its end. */
function wordOf(typed: string): string {
  const text = typed.trim();
  return /^https?:\/\//.test(text)
    ? (new URL(text).pathname.split("/").findLast((part) => part !== "") ??
        text)
    : text;
}

async function findPeople(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces"> | undefined,
  text: string,
): Promise<Doc<"contacts">[]> {
  const workspaces =
    workspaceId === undefined
      ? (await ctx.db.query("workspaces").take(MAX_FEW)).map(({ _id }) => _id)
      : [workspaceId];
  const found = await Promise.all(
    workspaces.map((id) => searchContacts(ctx, id, text, MAX_PEOPLE)),
  );
  return found.flat().slice(0, MAX_PEOPLE);
}

/** The key belongs to an endpoint: each that the workspace may have is asked. */
async function withKey(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces"> | undefined,
  key: string,
): Promise<Doc<"webhookAudit">[]> {
  const endpoints =
    workspaceId === undefined
      ? await ctx.db.query("endpoints").take(MAX_FEW)
      : await ctx.db
          .query("endpoints")
          .withIndex("by_workspace_id", (q) =>
            q.eq("workspace_id", workspaceId),
          )
          .take(MAX_FEW);
  const keys = new Set([
    DEFAULT_ENDPOINT_KEY,
    ...endpoints.map(({ endpoint_key }) => endpoint_key),
  ]);
  const found = await Promise.all(
    [...keys].map((endpointKey) =>
      ctx.db
        .query("webhookAudit")
        .withIndex("by_endpoint_key_and_idempotency_key", (q) =>
          q.eq("endpoint_key", endpointKey).eq("idempotency_key", key),
        )
        .first(),
    ),
  );
  return found.filter((audit) => audit !== null);
}

/** Every delivery that told of a message, by the provider's id. */
export async function ofMessage(
  ctx: QueryCtx,
  kapsoMessageId: string,
  workspaceId: Id<"workspaces"> | undefined,
): Promise<Doc<"webhookAudit">[]> {
  const key = await messageKeyOf(kapsoMessageId);
  const items = await ctx.db
    .query("deliveryItems")
    .withIndex("by_message_key_and_workspace_id", (q) =>
      workspaceId === undefined
        ? q.eq("message_key", key)
        : q.eq("message_key", key).eq("workspace_id", workspaceId),
    )
    .order("desc")
    .take(MAX_FOUND);
  return await auditsOf(ctx, items);
}

async function ofContacts(
  ctx: QueryCtx,
  contacts: Doc<"contacts">[],
): Promise<FoundDeliveries> {
  const items = await Promise.all(
    contacts.map((contact) => itemsOfContact(ctx, contact)),
  );
  return {
    found_by: "contact",
    audits: await auditsOf(ctx, items.flat()),
    contacts,
  };
}

/** With those of contacts that were merged into it. */
async function itemsOfContact(ctx: QueryCtx, contact: Doc<"contacts">) {
  const merged = await ctx.db
    .query("contacts")
    .withIndex("by_workspace_id_and_merged_into", (q) =>
      q.eq("workspace_id", contact.workspace_id).eq("merged_into", contact._id),
    )
    .take(MAX_FEW);
  const items = await Promise.all(
    [contact, ...merged].map(({ _id }) =>
      ctx.db
        .query("deliveryItems")
        .withIndex("by_contact_id", (q) => q.eq("contact_id", _id))
        .order("desc")
        .take(MAX_FOUND),
    ),
  );
  return items.flat();
}

/** Each delivery once, newest first. */
async function auditsOf(
  ctx: QueryCtx,
  items: readonly Doc<"deliveryItems">[],
): Promise<Doc<"webhookAudit">[]> {
  const ids = new Set(
    items
      .toSorted((a, b) => b.at - a.at)
      .slice(0, MAX_FOUND)
      .map(({ audit_id }) => audit_id),
  );
  const audits = await Promise.all(
    [...ids].map((id) => ctx.db.get("webhookAudit", id)),
  );
  return audits
    .filter((audit) => audit !== null)
    .toSorted((a, b) => b.received_at - a.received_at);
}
