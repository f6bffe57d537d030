/**
 * Merged rows stay as redirects: `merged_into` names the one that lives on,
 * which may have been merged itself since.
 */
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";

/** The contact that a contact has become; itself when it was never merged. */
export async function liveContact(
  ctx: QueryCtx,
  contact: Doc<"contacts">,
): Promise<Doc<"contacts">> {
  return await follow(contact, (id: Id<"contacts">) =>
    ctx.db.get("contacts", id),
  );
}

/** The conversation that a conversation has become. */
export async function liveConversation(
  ctx: QueryCtx,
  conversation: Doc<"conversations">,
): Promise<Doc<"conversations">> {
  return await follow(conversation, (id: Id<"conversations">) =>
    ctx.db.get("conversations", id),
  );
}

/** {@link liveContact} of an id that another row refers to. */
export async function loadLiveContact(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
): Promise<Doc<"contacts">> {
  return await liveContact(
    ctx,
    present(await ctx.db.get("contacts", contactId)),
  );
}

/** {@link liveConversation} of an id that another row refers to. */
export async function loadLiveConversation(
  ctx: QueryCtx,
  conversationId: Id<"conversations">,
): Promise<Doc<"conversations">> {
  return await liveConversation(
    ctx,
    present(await ctx.db.get("conversations", conversationId)),
  );
}

async function follow<Key, Row extends { merged_into?: Key }>(
  row: Row,
  get: (id: Key) => Promise<Row | null>,
): Promise<Row> {
  let current = row;
  while (current.merged_into !== undefined) {
    current = present(await get(current.merged_into));
  }
  return current;
}

function present<Row>(row: Row | null): Row {
  if (row === null) {
    throw new Error("a referenced row exists -- invariant");
  }
  return row;
}
