/** The thread of one contact on one of our numbers. */
import { hasChanges } from "../../src/lib/object/hasChanges";
import { maxTime } from "../../src/lib/time/max";
import type { Direction, Session } from "../../src/lib/webhook/events";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import type { Scope } from "./scope";
import { recordSession, type SessionTimesSeen } from "./sessions";

/** The live thread of a contact on a number: one index read. */
export async function findConversation(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
  phoneNumberId: string,
): Promise<Doc<"conversations"> | null> {
  return await ctx.db
    .query("conversations")
    .withIndex("by_contact_id_and_merged_into_and_phone_number_id", (q) =>
      q
        .eq("contact_id", contactId)
        .eq("merged_into", undefined)
        .eq("phone_number_id", phoneNumberId),
    )
    .first();
}

/** A thread by id, merges followed. */
export async function loadLiveConversation(
  ctx: QueryCtx,
  conversationId: Id<"conversations">,
): Promise<Doc<"conversations">> {
  let conversation = await ctx.db.get("conversations", conversationId);
  while (conversation?.merged_into !== undefined) {
    conversation = await ctx.db.get("conversations", conversation.merged_into);
  }
  if (conversation === null) {
    throw new Error("a referenced conversation exists -- invariant");
  }
  return conversation;
}

/** What one event adds to a thread. */
export interface ThreadActivity {
  /** Newest activity the event proves, ms UTC; 0 when it proves none. */
  activeAt: number;
  /** Whose message it was; absent for events that are no message. */
  direction?: Direction;
  newMessages?: number;
  newUnread?: number;
  sessionTimes: SessionTimesSeen;
}

interface ConversationSighting extends ThreadActivity {
  session: Session | undefined;
  /** The session's row when it is known already. */
  knownSession: Doc<"conversationSessions"> | null;
}

/** Finds or creates the contact's thread on the number. */
export async function ensureConversation(
  ctx: MutationCtx,
  scope: Scope,
  contactId: Id<"contacts">,
  phoneNumberId: string,
): Promise<Doc<"conversations">> {
  const existing = await findConversation(ctx, contactId, phoneNumberId);
  if (existing !== null) {
    return existing;
  }
  const id = await ctx.db.insert("conversations", {
    workspace_id: scope.workspace._id,
    contact_id: contactId,
    phone_number_id: phoneNumberId,
    status: "open",
    last_message_at: 0,
    unread_count: 0,
    message_count: 0,
  });
  return await loadLiveConversation(ctx, id);
}

/** Writes what an event adds: times only grow, counters count new rows. */
export async function touchConversation(
  ctx: MutationCtx,
  scope: Scope,
  conversation: Doc<"conversations">,
  sighting: ConversationSighting,
): Promise<void> {
  const { activeAt, direction, session } = sighting;
  const next: Partial<Doc<"conversations">> = {
    last_message_at: Math.max(conversation.last_message_at, activeAt),
    message_count: conversation.message_count + (sighting.newMessages ?? 0),
    unread_count: conversation.unread_count + (sighting.newUnread ?? 0),
  };
  if (direction === "inbound") {
    next.last_inbound_at = maxTime(conversation.last_inbound_at, activeAt);
  } else if (direction === "outbound") {
    next.last_outbound_at = maxTime(conversation.last_outbound_at, activeAt);
  }
  if (session !== undefined) {
    const changes = await recordSession(ctx, scope, conversation, {
      session,
      known: sighting.knownSession,
      ...sighting.sessionTimes,
    });
    Object.assign(next, changes);
  }
  if (hasChanges(conversation, next)) {
    await ctx.db.patch("conversations", conversation._id, next);
  }
}
