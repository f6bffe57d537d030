/** One Kapso body in v2 form: a single delivery, or one item of a batch. */
import { readIdentityChange, readMarketingChange } from "./contact";
import { readConversationEvent } from "./conversation";
import { eventNameOfShape, meaningOf, type EventMeaning } from "./eventNames";
import type { TestEvent } from "../crm/events";
import { phoneNumberIdField } from "./fields";
import { isJsonObject, type JsonObject } from "./forms";
import { readKapsoMessage } from "./kapsoMessage";
import { readMessage, type ReadableMessage } from "./message";
import { type ParsedItem, event, ignored, invalid } from "./parsedItem";
import { rootSchema, type ProviderRoot } from "./payload";
import { readPhoneNumberEvent, readWorkflowEvent } from "./project";

/** Ids that Kapso's test button makes up. */
const TEST_CONVERSATION_PREFIX = "test-conv-";
const TEST_MESSAGE_PREFIX = "wamid.TEST_";

/**
 * Reads one element. Never throws.
 *
 * @param eventName Name from the header or the batch; without one the body's
 * shape decides.
 */
export function readKapsoItem(
  value: unknown,
  eventName: string | undefined,
): ParsedItem {
  if (!isJsonObject(value)) {
    return invalid("not_an_object");
  }
  const root = rootSchema.parse(value);
  const readable = readMessage(root.message);
  const phoneNumberId = kapsoPhoneNumberId(value);
  return isTest(root, readable)
    ? event(testEvent(phoneNumberId))
    : readEvent(
        root,
        readable,
        eventName ?? eventNameOfShape(value),
        phoneNumberId,
      );
}

/** The business number that a body names, found without reading the rest. */
export function kapsoPhoneNumberId(value: unknown): string | undefined {
  const root = objectOf(value);
  const message = objectOf(root.message);
  return (
    phoneNumberIdField.parse(root.phone_number_id) ??
    phoneNumberIdField.parse(objectOf(root.conversation).phone_number_id) ??
    // Only in answers of the read API, which have no conversation object.
    phoneNumberIdField.parse(objectOf(message.kapso).phone_number_id)
  );
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function isTest(root: ProviderRoot, readable: ReadableMessage | null): boolean {
  return (
    root.test === true ||
    root.conversation?.id?.startsWith(TEST_CONVERSATION_PREFIX) === true ||
    readable?.id.startsWith(TEST_MESSAGE_PREFIX) === true
  );
}

function testEvent(phoneNumberId: string | undefined): TestEvent {
  return phoneNumberId === undefined
    ? { kind: "test" }
    : { kind: "test", phone_number_id: phoneNumberId };
}

function readEvent(
  root: ProviderRoot,
  readable: ReadableMessage | null,
  name: string | undefined,
  phoneNumberId: string | undefined,
): ParsedItem {
  const meaning = meaningOf(name);
  switch (meaning.kind) {
    case "unknown":
      return ignored("unknown_event");
    case "unhandled":
      return ignored("unhandled_event");
    case "workflow":
      return readWorkflowEvent(root, meaning.outcome);
    case "message": {
      const { direction } = meaning;
      return readKapsoMessage(
        root,
        readable,
        { name, direction },
        phoneNumberId,
      );
    }
    case "conversation":
    case "identity":
    case "marketing":
    case "phone_number":
      return phoneNumberId === undefined
        ? invalid("missing_phone_number_id")
        : readNumberEvent(root, meaning, phoneNumberId);
  }
}

type NumberEventMeaning = Extract<
  EventMeaning,
  { kind: "conversation" | "identity" | "marketing" | "phone_number" }
>;

/** Events that belong to one business number and are no message. */
function readNumberEvent(
  root: ProviderRoot,
  meaning: NumberEventMeaning,
  phoneNumberId: string,
): ParsedItem {
  switch (meaning.kind) {
    case "conversation":
      return readConversationEvent(root, meaning.change, phoneNumberId);
    case "identity":
      return readIdentityChange(root, phoneNumberId);
    case "marketing":
      return readMarketingChange(root, phoneNumberId);
    case "phone_number":
      return readPhoneNumberEvent(root, meaning.change, phoneNumberId);
  }
}
