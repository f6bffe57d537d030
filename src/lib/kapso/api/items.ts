/** What the read API tells, as the events that a delivery would have brought. */
import type { WebhookEvent } from "../../crm/events";
import { isJsonObject } from "../forms";
import { readKapsoItem } from "../kapso";
import type { ApiConversation, ApiMessage } from "./schemas";

/**
 * A message as an event of origin "reconcile"; null for what cannot be read or
 * is none of ours. What a history sync brought stays history: it is not live
 * because we ask for it.
 */
export function toMessageEvent(
  message: ApiMessage,
  phoneNumberId: string,
): WebhookEvent | null {
  const kapso = isJsonObject(message["kapso"]) ? message["kapso"] : {};
  const isOutbound = kapso["direction"] === "outbound";
  const item = readKapsoItem(
    {
      message,
      // Answers have no conversation object.
      conversation: {
        id: kapso["whatsapp_conversation_id"],
        phone_number: kapso["phone_number"],
      },
      phone_number_id: phoneNumberId,
    },
    isOutbound ? "whatsapp.message.sent" : "whatsapp.message.received",
  );
  if (item.kind !== "event") {
    return null;
  }
  const { event } = item;
  switch (event.kind) {
    case "message":
    case "reaction":
    case "edit":
    case "revoke":
      return event.origin === "history_sync"
        ? event
        : { ...event, origin: "reconcile" };
    default:
      return null;
  }
}

/** That a conversation has ended; null while it is active. */
export function toEndedEvent(
  conversation: ApiConversation,
  phoneNumberId: string,
): WebhookEvent | null {
  if (conversation.status !== "ended") {
    return null;
  }
  const item = readKapsoItem(
    { conversation, phone_number_id: phoneNumberId },
    "whatsapp.conversation.ended",
  );
  return item.kind === "event" ? item.event : null;
}

/** When WhatsApp says that an event happened, ms UTC. */
export function timeOfEvent(event: WebhookEvent): number | undefined {
  switch (event.kind) {
    case "message":
      return event.sent_at;
    case "reaction":
    case "edit":
    case "revoke":
      return event.at;
    default:
      return undefined;
  }
}
