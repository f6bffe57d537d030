/**
 * What a contact keeps of its conversations: since when it waits, and the newest
 * message. Worked out from the rows every time, as for conversations.
 */
import { previewOf } from "../../../src/lib/crm/preview";
import { maxTime, minTime } from "../../../src/lib/time/latest";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { UserId } from "../users/tables";
import {
  readWaiting,
  refreshConversation,
  trimToSeconds,
} from "../conversations/waiting";
import { loadLiveContact, loadLiveConversation } from "../shared/redirects";
import { patchContact } from "./write";

/** Newest messages among which one is sought that was not deleted. */
const PREVIEW_MESSAGES = 8;

/** One conversation per business number of the workspace. */
const MAX_CONVERSATIONS = 200;

/** What an event adds to the contact besides. */
export interface AddedMessages {
  /** New rows. */
  count: number;
  /** The newest one's time as activity, ms UTC. */
  lastAt: number;
}

/**
 * Brings a conversation and its contact up to date after a message of it was
 * stored or changed, or a member dismissed it. Redirects are followed. The
 * contact is written once, with what was added.
 */
export async function refreshWaiting(
  ctx: MutationCtx,
  conversationId: Id<"conversations">,
  added?: AddedMessages,
): Promise<void> {
  const conversation = await loadLiveConversation(ctx, conversationId);
  const contact = await loadLiveContact(ctx, conversation.contact_id);
  await refreshWaitingOf(ctx, conversation, contact, { added });
}

/** {@link refreshWaiting} of rows that live and are as they are stored. */
export async function refreshWaitingOf(
  ctx: MutationCtx,
  conversation: Doc<"conversations">,
  contact: Doc<"contacts">,
  more: Pick<Refreshed, "added" | "learned">,
): Promise<void> {
  const newest = await refreshConversation(ctx, conversation, contact);
  await refreshContact(ctx, contact, {
    ...more,
    known: { of: conversation._id, newest },
  });
}

/**
 * The same for all conversations of a contact: after a merge, its undo, or a
 * verdict on spam. Redirects are followed.
 */
export async function refreshContactWaiting(
  ctx: MutationCtx,
  contactId: Id<"contacts">,
): Promise<void> {
  const contact = await loadLiveContact(ctx, contactId);
  for (const conversation of await loadConversations(ctx, contact._id)) {
    await refreshConversation(ctx, conversation, contact);
  }
  await refreshContact(ctx, contact);
}

/**
 * What has arrived until now needs no answer, a member says. Does nothing where
 * nobody waits.
 *
 * @returns the dismissal's time, ms UTC, by which it is taken back; or null.
 */
export async function dismissWaiting(
  ctx: MutationCtx,
  conversation: Doc<"conversations">,
  userId: UserId,
): Promise<number | null> {
  if (conversation.waiting_since === undefined) {
    return null;
  }
  const { newest } = await readWaiting(ctx, conversation);
  const at = Math.max(
    Date.now(),
    ...newest.map(({ _creationTime }) => _creationTime),
  );
  const { waiting_dismissed: last } = conversation;
  await ctx.db.patch("conversations", conversation._id, {
    waiting_dismissed: {
      at,
      user_id: userId,
      before: last && { at: last.at, user_id: last.user_id },
    },
  });
  await refreshWaiting(ctx, conversation._id);
  return at;
}

/**
 * Takes the dismissal of that time back, unless a later one stands.
 *
 * @returns whether it did.
 */
export async function undismissWaiting(
  ctx: MutationCtx,
  conversation: Doc<"conversations">,
  dismissedAt: number,
): Promise<boolean> {
  const { waiting_dismissed: last } = conversation;
  if (last?.at !== dismissedAt) {
    return false;
  }
  await ctx.db.patch("conversations", conversation._id, {
    waiting_dismissed: last.before,
  });
  await refreshWaiting(ctx, conversation._id);
  return true;
}

/** What is written with a contact, and what need not be read for it. */
interface Refreshed {
  added?: AddedMessages | undefined;
  /** What else of it has changed. */
  learned?: Partial<Doc<"contacts">>;
  known?: { of: Id<"conversations">; newest: Doc<"messages">[] };
}

/** {@link refreshContactWaiting} of a contact whose conversations are right. */
export async function refreshContact(
  ctx: MutationCtx,
  contact: Doc<"contacts">,
  { added, learned, known }: Refreshed = {},
): Promise<void> {
  const conversations = await loadConversations(ctx, contact._id);
  const [only, ...others] = conversations;
  // A contact with one conversation has all its messages there.
  const newest =
    known !== undefined && only?._id === known.of && others.length === 0
      ? known.newest
      : await readNewest(ctx, contact._id);
  await patchContact(ctx, contact, {
    ...learned,
    waiting_since: conversations
      .map(({ waiting_since }) => waiting_since)
      .reduce(minTime, undefined),
    ...previewFieldsOf(newest),
    ...(added && addedFields(contact, added)),
  });
}

/** What messages add to a contact, or to what it says by itself. */
export function addedFields(
  contact: Pick<Doc<"contacts">, "message_count" | "last_message_at">,
  added: AddedMessages,
) {
  return {
    message_count: contact.message_count + added.count,
    last_message_at: maxTime(contact.last_message_at, added.lastAt),
  };
}

async function readNewest(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
): Promise<Doc<"messages">[]> {
  const rows = await ctx.db
    .query("messages")
    .withIndex("by_contact_id_and_sent_at", (q) =>
      q.eq("contact_id", contactId),
    )
    .order("desc")
    .take(PREVIEW_MESSAGES + 1);
  return trimToSeconds(rows, PREVIEW_MESSAGES);
}

/** Of the newest message that was not deleted: that one says nothing. */
function previewFieldsOf(
  messages: readonly Doc<"messages">[],
): Pick<Doc<"contacts">, "last_message_preview" | "last_message_direction"> {
  const shown = messages
    .slice(-PREVIEW_MESSAGES)
    .findLast(({ revoked_at }) => revoked_at === undefined);
  return {
    last_message_preview: shown && previewOf(shown),
    last_message_direction: shown?.direction,
  };
}

async function loadConversations(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
): Promise<Doc<"conversations">[]> {
  return await ctx.db
    .query("conversations")
    .withIndex("by_contact_id_and_merged_into_and_phone_number_id", (q) =>
      q.eq("contact_id", contactId).eq("merged_into", undefined),
    )
    .take(MAX_CONVERSATIONS);
}
