/** A conversation of Kapso's: what it is to us, and its events (section 9). */
import { maxTime } from "../time/latest";
import { MINUTE_MS } from "../time/units";
import { withoutAbsent } from "../values/withoutAbsent";
import type { ConversationEvent, Session } from "../crm/events";
import { type ParsedItem, event, invalid } from "./parsedItem";
import { completeParty, conversationParty } from "./party";
import type { ProviderConversation, ProviderRoot } from "./payload";

/**
 * Kapso's conversation as a session of ours. Undefined without its id: it could
 * never be found again.
 */
export function sessionOf(
  conversation: Partial<ProviderConversation> | undefined,
): Session | undefined {
  if (conversation?.id === undefined) {
    return undefined;
  }
  return withoutAbsent<Session>({
    kapso_conversation_id: conversation.id,
    started_at: conversation.created_at,
    updated_at: maxTime(conversation.updated_at, conversation.last_active_at),
  });
}

export function readConversationEvent(
  root: ProviderRoot,
  change: ConversationEvent["change"],
  phoneNumberId: string,
): ParsedItem {
  const session = sessionOf(root.conversation);
  if (session === undefined) {
    return invalid("missing_conversation");
  }
  const at = momentOf(root, change) ?? session.updated_at ?? session.started_at;
  if (at === undefined) {
    return invalid("invalid_event");
  }
  return event({
    kind: "conversation",
    phone_number_id: phoneNumberId,
    change,
    at,
    party: completeParty(conversationParty(root.conversation)),
    session,
  });
}

/** When the change happened, where the body says it apart from `updated_at`. */
function momentOf(
  { conversation, since_message, inactivity }: ProviderRoot,
  change: ConversationEvent["change"],
): number | undefined {
  switch (change) {
    case "created":
      return conversation?.created_at;
    case "inactive": {
      const since = since_message?.created_at;
      const minutes = inactivity?.minutes ?? 0;
      return since === undefined ? undefined : since + minutes * MINUTE_MS;
    }
    case "ended":
      return undefined;
  }
}
