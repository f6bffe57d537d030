/** Unanswered conversations: since when each waits, from its messages. */
import { isClosing } from "./signals";
import type { OpenConversation, SourceMessage } from "./types";

export interface Waiting {
  /** ms UTC. */
  since: number;
  /** The first message without an answer. */
  messageId: string;
}

/** By provider time; arrival and then ids settle equal times. */
export function compareByTime(a: SourceMessage, b: SourceMessage): number {
  if (a.sentAt !== b.sentAt) {
    return a.sentAt - b.sentAt;
  }
  if (a.mark !== b.mark) {
    return a.mark < b.mark ? -1 : 1;
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The inbound messages after the last outbound one, in order of time. */
export function unansweredOf(
  ordered: readonly SourceMessage[],
): SourceMessage[] {
  const lastAnswer = ordered.findLastIndex(
    ({ direction }) => direction === "outbound",
  );
  return ordered.slice(lastAnswer + 1);
}

/**
 * Since when one conversation waits, or null. A word of thanks opens no conversation,
 * and only an answer of ours closes one.
 *
 * @param ordered All new messages of the conversation, in order of time.
 * @param before How it stood at the last digest.
 */
export function findWaiting(
  ordered: readonly SourceMessage[],
  before: OpenConversation | undefined,
): Waiting | null {
  const isAnswered = ordered.some(({ direction }) => direction === "outbound");
  if (!isAnswered && before !== undefined) {
    return { since: before.since, messageId: before.messageId };
  }
  const first = unansweredOf(ordered).find(({ text }) => !isClosing(text));
  return first === undefined
    ? null
    : { since: first.sentAt, messageId: first.id };
}
