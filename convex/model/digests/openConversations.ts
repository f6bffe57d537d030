/** What the last digest handed to the next, less what was deleted since. */
import { findWaiting } from "../../../src/lib/digest/conversations";
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";

type OpenConversation = Doc<"dailySummaries">["open_threads"][number];
type Bullet = Doc<"dailySummaries">["bullets"][number];

/** Later messages that are looked at for another open question. */
const MAX_LATER_MESSAGES = 50;

/**
 * The conversations that wait. One whose question was deleted waits for the next
 * question that nobody answered, or not at all.
 */
export async function loadOpenConversations(
  ctx: QueryCtx,
  conversations: OpenConversation[],
): Promise<OpenConversation[]> {
  const kept = await Promise.all(
    conversations.map(async (conversation) => {
      const asked = await ctx.db.get("messages", conversation.message_id);
      return asked?.revoked_at === undefined
        ? conversation
        : await findNextQuestion(ctx, conversation, asked);
    }),
  );
  return kept.filter((conversation) => conversation !== null);
}

async function findNextQuestion(
  ctx: QueryCtx,
  conversation: OpenConversation,
  asked: Doc<"messages">,
): Promise<OpenConversation | null> {
  const later = await ctx.db
    .query("messages")
    .withIndex("by_conversation_id_and_sent_at", (q) =>
      q
        .eq("conversation_id", asked.conversation_id)
        .gte("sent_at", asked.sent_at),
    )
    .take(MAX_LATER_MESSAGES);
  const said = later.filter((message) => message.revoked_at === undefined);
  const waiting = findWaiting(
    said.map((message) => ({
      id: message._id,
      conversationId: message.conversation_id,
      direction: message.direction,
      type: message.type,
      text: message.text ?? "",
      sentAt: message.sent_at,
      mark: message._creationTime,
    })),
    undefined,
  );
  const next = said.find(({ _id }) => _id === waiting?.messageId);
  return next === undefined
    ? null
    : // Its words are not pseudonymised here, so none are handed on.
      {
        ...conversation,
        message_id: next._id,
        since: next.sent_at,
        snippet: "",
      };
}

/** Texts of bullets that cite nothing that was deleted since. */
export async function loadLastBullets(
  ctx: QueryCtx,
  bullets: Bullet[],
): Promise<string[]> {
  const texts = await Promise.all(
    bullets.map(async ({ text, citations }) => {
      const cited = await Promise.all(
        citations.map(({ message_id }) => ctx.db.get("messages", message_id)),
      );
      const isQuotable = cited.every((row) => row?.revoked_at === undefined);
      return isQuotable ? [text] : [];
    }),
  );
  return texts.flat();
}
