/** Messages and statuses as Meta writes them. */
import type { Direction, Origin, ParsedItem, Party, Receipt } from "./events";
import { isJsonObject } from "./forms";
import { readMessage, toMessageItem, type ReadableMessage } from "./message";
import {
  completeParty,
  findMetaContact,
  messageParty,
  metaContactParty,
} from "./party";
import { statusSchema, type MetaContact } from "./payload";
import { toReceipt, toReceiptStatus } from "./receipts";
import { event, ignored, invalid } from "./results";

/** What one change says about all of its messages and statuses. */
export type MetaChange = {
  phoneNumberId: string;
  contacts: MetaContact[];
};

/** One element of a change, read when asked for. */
export type MetaItemReader = () => ParsedItem;

/** What the place of a message says about it. */
export type MetaPlace = {
  /** From the message itself where only that can tell (history). */
  direction: Direction | ((message: ReadableMessage) => Direction);
  origin: Origin;
  /** The customer of the history thread that the message stands in. */
  thread?: Party;
};

export function readMetaMessage(
  raw: unknown,
  change: MetaChange,
  place: MetaPlace,
): ParsedItem {
  const readable = readMessage(raw);
  if (readable === null) {
    return invalid(isJsonObject(raw) ? "invalid_message" : "not_an_object");
  }
  const direction =
    typeof place.direction === "function"
      ? place.direction(readable)
      : place.direction;
  const told = completeParty(
    messageParty(readable.message, direction),
    place.thread ?? {},
  );
  const contact = findMetaContact(change.contacts, told);
  return toMessageItem(readable, {
    source: "meta",
    phoneNumberId: change.phoneNumberId,
    direction,
    origin: place.origin,
    party: completeParty(told, metaContactParty(contact)),
    receipts:
      direction === "inbound" ? [] : impliedReceipts(readable, place.origin),
  });
}

/**
 * What an outbound message says about its own delivery. An echo was sent, or it
 * would not be echoed. History names a status without its time: the message's
 * own time is the earliest it can have had.
 */
function impliedReceipts(
  { message, timestamp }: ReadableMessage,
  origin: Origin,
): Receipt[] {
  const status =
    origin === "history_sync"
      ? toReceiptStatus(message.history_context?.status)
      : "sent";
  return status === undefined ? [] : [{ status, at: timestamp }];
}

export function readMetaStatus(raw: unknown, change: MetaChange): ParsedItem {
  if (!isJsonObject(raw)) {
    return invalid("not_an_object");
  }
  const status = statusSchema.parse(raw);
  if (status.recipient_type === "group") {
    return ignored("group_receipt");
  }
  if (status.id === undefined || status.timestamp === undefined) {
    return invalid("invalid_event");
  }
  const receipt = toReceipt(status);
  if (receipt === undefined) {
    return ignored("unhandled_event");
  }
  const recipient = {
    phone: status.recipient_id,
    bsuid: status.recipient_user_id,
  };
  const contact = findMetaContact(change.contacts, recipient);
  return event({
    kind: "receipt",
    phone_number_id: change.phoneNumberId,
    kapso_message_id: status.id,
    receipt,
    party: completeParty(recipient, metaContactParty(contact)),
  });
}
