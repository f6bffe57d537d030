/**
 * Who waits for an answer: the one rule that lists, pages and digests use. It is
 * worked out from the messages of one conversation and nothing else, so it is
 * the same whatever the order in which they arrived.
 *
 * A customer waits from the first message that wants an answer and has none.
 * Closed by an answer of a person of ours, or by the customer's own words: a
 * withdrawal, a wrong number, a next step of their own ("I will transfer
 * tomorrow"), thanks for what was told. Stickers and reactions neither open nor
 * hold. An automatic message is no answer; a promise ("kami cek dulu ya") closes
 * nothing. A step that the customer reports ("sudah transfer") waits anew.
 */
import { compareSaid, type SaidMessage } from "./waiting/said";
import { Story, type WaitingResult } from "./waiting/story";

export { compareSaid, type SaidMessage };
export {
  QUICK_ANSWER_MS,
  type Waiting,
  type WaitingResult,
} from "./waiting/story";

/** A workflow handed the conversation to people, or broke: it did not answer. */
export interface WorkflowNote {
  /** Provider time, ms UTC. */
  at: number;
}

interface Step {
  at: number;
  message?: SaidMessage;
}

/**
 * Since when the customer of one conversation waits.
 *
 * @param messages The newest of the conversation, in any order.
 * @param notes Workflow notes that no member has dismissed.
 */
export function findWaiting(
  messages: readonly SaidMessage[],
  notes: readonly WorkflowNote[] = [],
): WaitingResult {
  const steps: Step[] = [
    ...messages
      .filter(({ isFailed }) => isFailed !== true)
      .sort(compareSaid)
      .map((message) => ({ at: message.sentAt, message })),
    // After the messages of its time: sorting keeps the order of equals.
    ...notes.map(({ at }) => ({ at })),
  ].sort((a, b) => a.at - b.at);
  const story = new Story();
  for (const { message } of steps) {
    if (message === undefined) {
      story.hearNote();
    } else if (message.direction === "outbound") {
      story.hearOurs(message);
    } else if (message.origin !== "history_sync") {
      story.hearCustomer(message);
    }
  }
  return story.end();
}
