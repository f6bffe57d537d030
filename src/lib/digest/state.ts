/** What one digest hands to the next: facts from messages, no prose. */
import { z } from "zod";
import { cutByCodePoint } from "../text/cut";
import type { Scrubber } from "./personal/scrub";
import type { OpenThread, SelectedConversation, Selection } from "./types";

/** Enough to recognise a question; about 25 tokens. */
const MAX_SNIPPET_CHARACTERS = 60;

/** Who waits behind so many others is found in the inbox, not in a digest. */
const MAX_OPEN_THREADS = 100;

const count = z.number().int().min(0);

const digestStateSchema = z.strictObject({
  version: z.literal(1),
  openThreads: z
    .array(
      z.strictObject({
        conversationId: z.string().min(1),
        messageId: z.string().min(1),
        since: z.number(),
        snippet: z.string().max(4 * MAX_SNIPPET_CHARACTERS),
      }),
    )
    .max(MAX_OPEN_THREADS),
  counts: z.strictObject({
    messages: count,
    conversations: count,
    waiting: count,
  }),
});

export type DigestState = z.infer<typeof digestStateSchema>;

/** Before the first digest. */
export const EMPTY_STATE: DigestState = {
  version: 1,
  openThreads: [],
  counts: { messages: 0, conversations: 0, waiting: 0 },
};

/** Reads a stored state; one that makes no sense counts as none. */
export function readState(stored: unknown): DigestState {
  const parsed = digestStateSchema.safeParse(stored);
  return parsed.success ? parsed.data : EMPTY_STATE;
}

/** The state after a digest of this selection, which began from `before`. */
export function toState(
  selection: Selection,
  before: DigestState,
  scrubber: Scrubber,
): DigestState {
  const openThreads = selection.conversations.flatMap((conversation) => {
    const thread = toThread(conversation, before, scrubber);
    return thread === null ? [] : [thread];
  });
  const { messages, conversations, waiting } = selection.counts;
  return {
    version: 1,
    openThreads: openThreads.slice(0, MAX_OPEN_THREADS),
    counts: { messages, conversations, waiting },
  };
}

function toThread(
  { conversationId, waitingSince, messages }: SelectedConversation,
  before: DigestState,
  scrubber: Scrubber,
): OpenThread | null {
  if (waitingSince === null) {
    return null;
  }
  const known = before.openThreads.find(
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
          snippet: toSnippet(asked.text, scrubber),
        })
  );
}

function toSnippet(text: string, scrubber: Scrubber): string {
  const cut = cutByCodePoint(scrubber.scrub(text), MAX_SNIPPET_CHARACTERS).text;
  return scrubber.scrub(cut);
}
