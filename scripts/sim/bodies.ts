/**
 * Bodies in Kapso's v2 shapes (see docs/kapso-contract.md sections 6 to 10), from
 * plain facts. Pure: every time and id is an argument.
 */
import type { Person } from "./people";

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export type Direction = "inbound" | "outbound";
export type Status = "sent" | "delivered" | "read" | "failed";

/** Kapso's conversation: one of several that a person collects over time. */
export interface Session {
  id: string;
  person: Person;
  startedAt: number;
  lastActiveAt: number;
  lastInboundAt: number | null;
  lastOutboundAt: number | null;
  messagesCount: number;
  lastMessage: Message | null;
  isEnded: boolean;
}

export interface Message {
  kapsoMessageId: string;
  person: Person;
  session: Session;
  direction: Direction;
  type: string;
  sentAt: number;
  /** The part named after the type, in Meta's shape. */
  part: Json;
  /** Kapso's rendering, and what a media message adds under `kapso`. */
  content: string;
  extras: JsonObject;
  statuses: { status: Status; at: number }[];
}

/** Meta counts in whole seconds. */
const seconds = (at: number) => String(Math.floor(at / 1000));
const iso = (at: number) =>
  new Date(Math.floor(at / 1000) * 1000).toISOString().replace(".000Z", "Z");
const micros = (at: number | null) =>
  at === null ? null : new Date(at).toISOString().replace("Z", "903Z");

function toIdentity(person: Person): JsonObject {
  return {
    ...(person.bsuid === undefined
      ? {}
      : { business_scoped_user_id: person.bsuid }),
    ...(person.username === undefined ? {} : { username: person.username }),
  };
}

function toConversation(
  session: Session,
  at: number,
  phoneNumberId: string,
  hasSummary: boolean,
): JsonObject {
  const { person, lastMessage } = session;
  const summary = {
    contact_name: person.name,
    messages_count: session.messagesCount,
    last_message_id: lastMessage?.kapsoMessageId ?? null,
    last_message_type: lastMessage?.type ?? null,
    last_message_timestamp: micros(lastMessage?.sentAt ?? null),
    last_message_text: lastMessage?.content ?? null,
    last_inbound_at: micros(session.lastInboundAt),
    last_outbound_at: micros(session.lastOutboundAt),
  };
  return {
    id: session.id,
    phone_number: person.writtenPhone,
    ...toIdentity(person),
    contact_name: person.name,
    status: session.isEnded ? "ended" : "active",
    last_active_at: iso(session.lastActiveAt),
    created_at: iso(session.startedAt),
    updated_at: iso(at),
    metadata: {},
    phone_number_id: phoneNumberId,
    ...(hasSummary ? { kapso: summary } : {}),
  };
}

/** The other party on the message: `from` on inbound, `to` on outbound. */
function toParties(message: Message, businessNumber: string): JsonObject {
  const { person, direction } = message;
  const side = direction === "inbound" ? "from" : "to";
  const isHidden = person.waId === undefined;
  return {
    ...(direction === "outbound" ? { from: businessNumber } : {}),
    // Older sources send an empty string where newer ones leave the key out.
    ...(isHidden && person.index % 2 === 0
      ? {}
      : { [side]: person.waId ?? "" }),
    ...(person.bsuid === undefined
      ? {}
      : { [`${side}_user_id`]: person.bsuid }),
    ...(person.username === undefined ? {} : { username: person.username }),
  };
}

function toStatus(
  message: Message,
  { status, at }: { status: Status; at: number },
): JsonObject {
  const { person } = message;
  return {
    id: message.kapsoMessageId,
    status,
    timestamp: seconds(at),
    ...(person.waId === undefined ? {} : { recipient_id: person.waId }),
    ...(person.bsuid === undefined ? {} : { recipient_user_id: person.bsuid }),
    ...(status === "failed"
      ? {
          errors: [
            {
              code: 131026,
              title: "Message undeliverable",
              message: "Message undeliverable",
              error_data: { details: "Message undeliverable." },
            },
          ],
        }
      : {
          pricing: {
            billable: true,
            pricing_model: "PMP",
            category: "service",
            type: "regular",
          },
        }),
  };
}

export interface Company {
  phoneNumberId: string;
  /** Digits, as in `message.from` of what we send. */
  businessNumber: string;
  projectId: string;
}

/**
 * A message or a receipt of it: receipts repeat the whole message.
 *
 * @param at when the event happened; the message's own time for its first body.
 */
export function buildMessageBody(
  company: Company,
  message: Message,
  at: number,
  isNewConversation: boolean,
): JsonObject {
  const { direction, session, statuses } = message;
  const latest = statuses.at(-1)?.status;
  const isReceipt = latest !== undefined && latest !== "sent";
  return {
    message: {
      id: message.kapsoMessageId,
      timestamp: seconds(at),
      type: message.type,
      ...toParties(message, company.businessNumber),
      [message.type]: message.part,
      kapso: {
        direction,
        status: latest ?? "received",
        processing_status: direction === "inbound" ? "pending" : "completed",
        origin: "cloud_api",
        has_media: "media_data" in message.extras,
        content: message.content,
        ...message.extras,
        ...(statuses.length === 0
          ? {}
          : { statuses: statuses.map((status) => toStatus(message, status)) }),
      },
    },
    conversation: toConversation(
      session,
      at,
      company.phoneNumberId,
      !isReceipt,
    ),
    is_new_conversation: isNewConversation,
    phone_number_id: company.phoneNumberId,
  };
}

export function buildConversationBody(
  company: Company,
  session: Session,
  at: number,
  more: JsonObject = {},
): JsonObject {
  return {
    conversation: toConversation(
      session,
      at,
      company.phoneNumberId,
      !("inactivity" in more),
    ),
    ...more,
    phone_number_id: company.phoneNumberId,
  };
}

export function buildWorkflowBody(
  company: Company,
  session: Session,
  at: number,
  ids: { workflow: string; execution: string },
): JsonObject {
  return {
    event: "workflow.execution.handoff",
    occurred_at: iso(at),
    project_id: company.projectId,
    workflow_id: ids.workflow,
    workflow_execution_id: ids.execution,
    status: "handoff",
    channel: "whatsapp",
    whatsapp_conversation_id: session.id,
    handoff: {
      reason: "Pelanggan minta bicara dengan staf",
      source: "agent_tool",
    },
  };
}

/** The one-message-late view that a batch gives: each item a whole body. */
export function buildBatchBody(
  event: string,
  items: readonly JsonObject[],
  firstSequence: number,
): JsonObject {
  return {
    type: event,
    batch: true,
    data: items,
    batch_info: {
      size: items.length,
      window_ms: 5000,
      first_sequence: firstSequence,
      last_sequence: firstSequence + items.length - 1,
    },
  };
}
