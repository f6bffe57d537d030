/**
 * From a provider's message, in either form, to our event. The caller knows the
 * form and says whose message it is; this file decides what it is.
 */
import { withoutAbsent } from "../values/withoutAbsent";
import { contentOf } from "./content";
import type {
  Content,
  Direction,
  EditEvent,
  Origin,
  Party,
  Receipt,
  RevokeEvent,
  Session,
  SourceForm,
} from "../crm/events";
import { isJsonObject, type JsonObject } from "./forms";
import { type ParsedItem, event, ignored, invalid } from "./parsedItem";
import { completeParty, isIdentified } from "./party";
import { messageSchema, type ProviderMessage } from "./payload";

/** A message that has what no message can do without. */
export type ReadableMessage = {
  message: ProviderMessage;
  raw: JsonObject;
  id: string;
  /** `message.timestamp` in ms UTC. */
  timestamp: number;
  type: string;
};

export type MessageContext = {
  source: SourceForm;
  phoneNumberId: string;
  direction: Direction;
  origin: Origin;
  party: Party;
  session?: Session;
  /** Outbound only. */
  receipts: Receipt[];
};

/** Null when the message has no usable id or time of its own. */
export function readMessage(raw: unknown): ReadableMessage | null {
  if (!isJsonObject(raw)) {
    return null;
  }
  const message = messageSchema.parse(raw);
  const { id, timestamp, type = "unknown" } = message;
  return id === undefined || timestamp === undefined
    ? null
    : { message, raw, id, timestamp, type };
}

export function toMessageItem(
  readable: ReadableMessage,
  context: MessageContext,
): ParsedItem {
  const { message, type } = readable;
  // A group's messages come from its members: they belong to nobody's thread.
  const isInGroup = message.group_id !== undefined && message.group_id !== "";
  if (isInGroup) {
    return ignored("group_message");
  }
  switch (type) {
    case "system":
      return toIdentityItem(readable, context);
    case "reaction":
      return toReactionItem(readable, context);
    case "edit":
      return toEditItem(readable, context);
    case "revoke":
      return toRevokeItem(readable, context);
    case "request_welcome":
      return ignored("request_welcome");
    default:
      return toPlainItem(readable, context);
  }
}

function toPlainItem(
  { message, raw, id, timestamp, type }: ReadableMessage,
  context: MessageContext,
): ParsedItem {
  const { receipts } = context;
  return event(
    withoutAbsent({
      kind: "message",
      source: context.source,
      phone_number_id: context.phoneNumberId,
      kapso_message_id: id,
      direction: context.direction,
      type,
      origin: context.origin,
      // A receipt body's own time is the receipt's, so the earliest counts.
      sent_at: receipts.reduce((min, { at }) => Math.min(min, at), timestamp),
      active_at: activeAt(timestamp, receipts),
      party: context.party,
      session: context.session,
      content: contentOf(message, raw, type),
      receipts,
    }),
  );
}

function toReactionItem(
  { message, id, timestamp }: ReadableMessage,
  context: MessageContext,
): ParsedItem {
  const target = message.reaction?.message_id;
  if (target === undefined) {
    return invalid("invalid_message");
  }
  return event(
    withoutAbsent({
      kind: "reaction",
      source: context.source,
      phone_number_id: context.phoneNumberId,
      kapso_message_id: id,
      target_message_id: target,
      direction: context.direction,
      // Absent or "" takes the reaction back.
      emoji: message.reaction?.emoji,
      at: activeAt(timestamp, context.receipts),
      origin: context.origin,
      party: context.party,
      session: context.session,
    }),
  );
}

function toEditItem(
  readable: ReadableMessage,
  context: MessageContext,
): ParsedItem {
  const { edit } = readable.message;
  const target = edit?.original_message_id;
  return target === undefined
    ? invalid("invalid_message")
    : event({
        kind: "edit",
        ...revisionOf(readable, context, target),
        source: context.source,
        ...editedContent(edit?.message),
      });
}

/**
 * What the message says now. Whatever belongs to a message beside its words and
 * file cannot be edited. An edit that does not tell its words is one that
 * WhatsApp could not pass on.
 */
function editedContent(raw: unknown): Pick<EditEvent, "type" | "content"> {
  if (!isJsonObject(raw)) {
    return { type: "unsupported", content: {} };
  }
  const message = messageSchema.parse(raw);
  const { type = "unsupported" } = message;
  const { text, is_machine_text, full_text_length, media, reply_to } =
    contentOf(message, raw, type);
  const content = withoutAbsent<Content>({
    text,
    is_machine_text,
    full_text_length,
    media,
    reply_to,
  });
  return { type, content };
}

function toRevokeItem(
  readable: ReadableMessage,
  context: MessageContext,
): ParsedItem {
  const target = readable.message.revoke?.original_message_id;
  return target === undefined
    ? invalid("invalid_message")
    : event({ kind: "revoke", ...revisionOf(readable, context, target) });
}

function revisionOf(
  { id, timestamp }: ReadableMessage,
  context: MessageContext,
  targetMessageId: string,
): Omit<RevokeEvent, "kind"> {
  return withoutAbsent({
    phone_number_id: context.phoneNumberId,
    kapso_message_id: id,
    target_message_id: targetMessageId,
    at: activeAt(timestamp, context.receipts),
    origin: context.origin,
    party: context.party,
    session: context.session,
  });
}

/** The same for every body of one message, unlike the body's own time. */
function activeAt(timestamp: number, receipts: Receipt[]): number {
  const sent = receipts.find(({ status }) => status === "sent");
  return sent?.at ?? timestamp;
}

/** The second is the older name, still met in the field. */
const NUMBER_CHANGES: ReadonlySet<string> = new Set([
  "user_changed_number",
  "customer_changed_number",
]);

/**
 * System messages say that a person has a new number or a new id. `from` is the
 * number until then.
 */
function toIdentityItem(
  { message, timestamp }: ReadableMessage,
  { phoneNumberId }: MessageContext,
): ParsedItem {
  const { system } = message;
  const keepsNumber = system?.type === "user_changed_user_id";
  if (!keepsNumber && !NUMBER_CHANGES.has(system?.type ?? "")) {
    return ignored("unhandled_event");
  }
  const party = completeParty(
    { bsuid: system?.user_id, parent_bsuid: system?.parent_user_id },
    system?.wa_id,
    // An id changes with the number or alone; then the number is still valid.
    keepsNumber ? { phone: message.from.phone } : undefined,
  );
  const previous = completeParty(
    { bsuid: system?.previous_user_id },
    {
      bsuid: message.from_user_id,
      parent_bsuid: message.from_parent_user_id,
    },
    message.from,
  );
  if (!isIdentified(party)) {
    return invalid("invalid_event");
  }
  return event({
    kind: "identity",
    phone_number_id: phoneNumberId,
    at: timestamp,
    party,
    previous,
  });
}
