/** What one digest hands to the next: who waits, from messages, no prose. */
import { cutByCodePoint } from "../text/cut";
import type { Scrubber } from "./personal/scrub";
import type { OpenThread, SelectedConversation, Selection } from "./types";

/** Enough to recognise a question; about 25 tokens. */
const MAX_SNIPPET_CHARACTERS = 60;

/** Who waits behind so many others is found in the inbox, not in a digest. */
const MAX_OPEN_THREADS = 100;

/** Who waits after a digest of this selection, which began from `before`. */
export function toOpenThreads(
  { conversations }: Pick<Selection, "conversations">,
  before: readonly OpenThread[],
  scrubber: Scrubber,
): OpenThread[] {
  return conversations
    .flatMap((conversation) => toThread(conversation, before, scrubber) ?? [])
    .slice(0, MAX_OPEN_THREADS);
}

function toThread(
  { conversationId, waitingSince, messages }: SelectedConversation,
  before: readonly OpenThread[],
  scrubber: Scrubber,
): OpenThread | null {
  if (waitingSince === null) {
    return null;
  }
  const known = before.find(
    (thread) =>
      thread.conversationId === conversationId && thread.since === waitingSince,
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
