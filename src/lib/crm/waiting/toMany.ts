/** Automatic answers, known by the very same text going to several people. */
import { MINUTE_MS, SECOND_MS } from "../../time/units";
import type { SaidMessage } from "./said";

/** Shorter ones ("Ready kak") people type again and again. */
const MIN_CHARACTERS = 30;

/** So soon after a customer's word each time, and to so many of them. */
const LIMITS = [
  { people: 2, withinMs: 30 * SECOND_MS },
  { people: 3, withinMs: 2 * MINUTE_MS },
];

type Said = Pick<SaidMessage, "id" | "direction" | "text" | "sentAt"> & {
  conversationId: string;
};

/**
 * The ids of our messages whose text was sent to several customers, each time
 * sooner than a person reads and chooses an answer.
 */
export function findSentToMany(messages: readonly Said[]): Set<string> {
  const lastAsked = new Map<string, number>();
  const byText = new Map<string, { delay: number; message: Said }[]>();
  for (const message of messages.toSorted((a, b) => a.sentAt - b.sentAt)) {
    const { conversationId, direction, text, sentAt } = message;
    if (direction === "inbound") {
      lastAsked.set(conversationId, sentAt);
    } else if (text.length >= MIN_CHARACTERS) {
      const delay = sentAt - (lastAsked.get(conversationId) ?? -Infinity);
      const same = byText.get(text);
      if (same === undefined) {
        byText.set(text, [{ delay, message }]);
      } else {
        same.push({ delay, message });
      }
    }
  }
  const sent = [...byText.values()].filter((same) => {
    const people = new Set(same.map(({ message }) => message.conversationId));
    const delay = same.reduce((most, one) => Math.max(most, one.delay), 0);
    return LIMITS.some(
      (limit) => people.size >= limit.people && delay <= limit.withinMs,
    );
  });
  return new Set(sent.flat().map(({ message }) => message.id));
}
