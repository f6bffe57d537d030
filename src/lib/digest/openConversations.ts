/** Unanswered conversations, carried over from one digest to the next. */
import { cutByCodePoint } from "../text/cut";
import type { Scrubber } from "./personal/scrub";
import type {
  OpenConversation,
  SelectedConversation,
  Selection,
} from "./types";

/** Enough to recognise a question; about 25 tokens. */
const MAX_SNIPPET_CHARACTERS = 60;

/** Who waits behind so many others is found in the inbox, not in a digest. */
const MAX_OPEN_CONVERSATIONS = 100;

/** Who waits after a digest of this selection, which began from `before`. */
export function toOpenConversations(
  { conversations }: Pick<Selection, "conversations">,
  before: readonly OpenConversation[],
  scrubber: Scrubber,
): OpenConversation[] {
  return conversations
    .flatMap(
      (conversation) => toConversation(conversation, before, scrubber) ?? [],
    )
    .slice(0, MAX_OPEN_CONVERSATIONS);
}

function toConversation(
  { conversationId, waitingSince, messages }: SelectedConversation,
  before: readonly OpenConversation[],
  scrubber: Scrubber,
): OpenConversation | null {
  if (waitingSince === null) {
    return null;
  }
  const known = before.find(
    (conversation) =>
      conversation.conversationId === conversationId &&
      conversation.since === waitingSince,
  );
  const asked = messages.find(
    ({ direction, sentAt }) =>
      direction === "inbound" && sentAt >= waitingSince,
  );
  return (
    known ??
    (asked === undefined
      ? null
      : {
          conversationId,
          messageId: asked.id,
          since: waitingSince,
          snippet: toSnippet(asked.text, scrubber.within(conversationId)),
        })
  );
}

function toSnippet(text: string, scrubber: Scrubber): string {
  const cut = cutByCodePoint(scrubber.scrub(text), MAX_SNIPPET_CHARACTERS).text;
  return scrubber.scrub(cut);
}
