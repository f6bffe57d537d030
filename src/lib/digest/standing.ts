/** What is asked of how a conversation stands. */
import { isUrgent } from "../crm/urgent";
import { saysWhatIsWanted } from "../crm/waiting/customer";
import { MINUTE_MS } from "../time/units";
import type { SourceMessage, Standing, Unanswered } from "./types";

/** People cut a sentence into several messages; later ones are another one. */
const MAX_PAUSE_MS = 10 * MINUTE_MS;

/** Of each standing, which a digest asks for in several places. */
const urgentMessages = new WeakMap<Standing, SourceMessage | null>();

/** The first message without an answer that is urgent, or null. */
export function urgentMessageOf(standing: Standing): SourceMessage | null {
  const known = urgentMessages.get(standing);
  if (known !== undefined) {
    return known;
  }
  const found = findUrgent(standing.waiting?.messages ?? []);
  urgentMessages.set(standing, found);
  return found;
}

const findUrgent = (messages: readonly SourceMessage[]): SourceMessage | null =>
  messages.find(({ text }) => isUrgent(text)) ??
  messages.find((message, at) =>
    isUrgent(joinedWith(message, messages[at + 1])),
  ) ??
  null;

/** With what was written right after it; "" where nothing was. */
function joinedWith(
  message: SourceMessage,
  next: SourceMessage | undefined,
): string {
  return next !== undefined && next.sentAt - message.sentAt <= MAX_PAUSE_MS
    ? `${message.text}\n${next.text}`
    : "";
}

/**
 * The message that says what the customer wants: not the greeting before it, and
 * not the nudge after it.
 */
export function questionOf({ messages }: Unanswered): SourceMessage | null {
  return (
    messages.find(({ text }) => text !== "" && saysWhatIsWanted(text)) ??
    messages.find(({ text, label }) => text !== "" || label !== "") ??
    null
  );
}
