/** Kapso's conversation as a session of our thread. */
import { withoutAbsent } from "../values/withoutAbsent";
import { maxTime } from "../time/latest";
import type { Session } from "../crm/events";
import type { ProviderConversation } from "./payload";

/** Undefined for a conversation without id: it could never be found again. */
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
