/** Message events of a Kapso body: what was said, and what became of it. */
import type { Direction, Origin, Party } from "../crm/events";
import { sessionOf } from "./conversation";
import { isJsonObject } from "./forms";
import { toMessageItem, type ReadableMessage } from "./message";
import { type ParsedItem, invalid } from "./parsedItem";
import { completeParty, conversationParty, messageParty } from "./party";
import type { ProviderMessage, ProviderRoot, ProviderStatus } from "./payload";
import { receiptsOf } from "./receipts";

export function readKapsoMessage(
  root: ProviderRoot,
  readable: ReadableMessage | null,
  event: { name: string | undefined; direction: Direction },
  phoneNumberId: string | undefined,
): ParsedItem {
  if (readable === null) {
    const isThere = isJsonObject(root.message);
    return invalid(isThere ? "invalid_message" : "missing_message");
  }
  if (phoneNumberId === undefined) {
    return invalid("missing_phone_number_id");
  }
  const { message, id, timestamp } = readable;
  const { kapso } = message;
  const direction = directionOf(message) ?? event.direction;
  const statuses = kapso?.statuses ?? [];
  return toMessageItem(readable, {
    source: "kapso",
    phoneNumberId,
    direction,
    origin: originOf(kapso?.origin),
    party: completeParty(
      // The conversation's spelling of the number is the fuller one.
      { phone: root.conversation?.phone_number.phone },
      messageParty(message, direction),
      conversationParty(root.conversation),
      { name: kapso?.contact_name },
      ...(direction === "outbound" ? statuses.map(recipientOf) : []),
    ),
    session:
      sessionOf(root.conversation) ??
      sessionOf({ id: kapso?.whatsapp_conversation_id }),
    // What Kapso calls the status of an inbound message is its own bookkeeping.
    receipts:
      direction === "inbound"
        ? []
        : receiptsOf({
            messageId: id,
            statuses,
            status: kapso?.status,
            eventName: event.name,
            at: timestamp,
          }),
  });
}

/** Nothing else tells the direction safely; absent for any other word. */
function directionOf(message: ProviderMessage): Direction | undefined {
  const told = [message.kapso?.direction, message.direction];
  return told.find((word) => word === "inbound" || word === "outbound");
}

function originOf(origin: string | undefined): Origin {
  return origin === "business_app" || origin === "history_sync"
    ? origin
    : "cloud_api";
}

function recipientOf(status: ProviderStatus): Party {
  return completeParty(
    { bsuid: status.recipient_user_id },
    status.recipient_id,
  );
}
