/** Messages and statuses as Meta writes them. */
import type { Direction, Origin, Party, Receipt } from "../crm/events";
import { isJsonObject } from "./forms";
import { readMessage, toMessageItem, type ReadableMessage } from "./message";
import { directionFinder } from "./metaHistory";
import {
  createContactFinder,
  createSenderFinder,
  type ContactFinder,
} from "./metaContacts";
import { type ParsedItem, event, ignored, invalid } from "./parsedItem";
import { completeParty, messageParty } from "./party";
import { metaChangeSchema, metaThreadSchema, statusSchema } from "./payload";
import type { MetaList, RawChange, RawMetaItem, RawThread } from "./rawItems";
import { toReceipt, toReceiptStatus } from "./receipts";

/** What one change says about all of its messages and statuses. */
export type MetaChange = {
  phoneNumberId: string;
  /** The contact entry of anybody. */
  findContact: ContactFinder;
  /** The contact entry of a customer who sent a message now. */
  findSender: ContactFinder;
  /** Tells who said a message of its history. */
  historyDirection: (message: ReadableMessage) => Direction;
};

/** What the place of a message says about it. */
type MetaPlace = {
  /** From the message itself where only that can tell (history). */
  direction: Direction | ((message: ReadableMessage) => Direction);
  origin: Origin;
  findContact: ContactFinder;
};

/** What a change's elements share, read once for all of them. */
export function readMetaChange(raw: RawChange): MetaChange {
  const { contacts, displayPhoneNumber } = metaChangeSchema.parse(raw);
  return {
    phoneNumberId: raw.phoneNumberId,
    findContact: createContactFinder(contacts),
    findSender: createSenderFinder(contacts, raw.hasOneSender === true),
    historyDirection: directionFinder(displayPhoneNumber),
  };
}

/** Reads one element of a change. Never throws. */
export function readMetaItem(
  { list, value, thread }: RawMetaItem,
  change: MetaChange,
): ParsedItem {
  return list === "status"
    ? readMetaStatus(value, change)
    : readMetaMessage(value, change, placeOf(list, change), thread);
}

function placeOf(
  list: Exclude<MetaList, "status">,
  { findContact, findSender, historyDirection }: MetaChange,
): MetaPlace {
  switch (list) {
    case "message":
      return {
        direction: "inbound",
        origin: "cloud_api",
        findContact: findSender,
      };
    case "echo":
      return { direction: "outbound", origin: "business_app", findContact };
    case "standby_echo":
      // An agent of Meta's wrote it, no person on a phone.
      return { direction: "outbound", origin: "cloud_api", findContact };
    case "history":
      return {
        direction: historyDirection,
        origin: "history_sync",
        findContact,
      };
    case "history_echo":
      return { direction: "outbound", origin: "history_sync", findContact };
  }
}

function readMetaMessage(
  raw: unknown,
  change: MetaChange,
  place: MetaPlace,
  thread: RawThread | undefined,
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
    threadParty(thread),
  );
  return toMessageItem(readable, {
    source: "meta",
    phoneNumberId: change.phoneNumberId,
    direction,
    origin: place.origin,
    party: completeParty(told, place.findContact(told)),
    receipts:
      direction === "inbound" ? [] : impliedReceipts(readable, place.origin),
  });
}

/** The customer of the history thread that a message stands in. */
function threadParty(thread: RawThread | undefined): Party {
  const { id, context } = metaThreadSchema.parse(thread ?? {});
  return completeParty(
    { bsuid: context?.user_id, username: context?.username },
    context?.wa_id,
    id,
  );
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

function readMetaStatus(raw: unknown, change: MetaChange): ParsedItem {
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
  const recipient = completeParty(
    { bsuid: status.recipient_user_id },
    status.recipient_id,
  );
  return event({
    kind: "receipt",
    phone_number_id: change.phoneNumberId,
    kapso_message_id: status.id,
    receipt,
    party: completeParty(recipient, change.findContact(recipient)),
  });
}
