/** Events about a conversation as a whole (contract, section 9). */
import { MINUTE_MS } from "../time/units";
import type { ConversationEvent, ParsedItem } from "../crm/events";
import { completeParty, conversationParty } from "./party";
import type { ProviderRoot } from "./payload";
import { event, invalid } from "./results";
import { sessionOf } from "./session";

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
