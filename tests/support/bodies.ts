/**
 * Deliveries for one story at a time: Kapso's v2 bodies and Meta's form, with
 * only what a test cares about spelled out.
 */
import { PHONE_NUMBER_ID, type Telling } from "./conversationArbitrary";

/** 2026-09-14T02:15:07Z, the fixtures' day. */
export const STORY_START_S = 1789352107;
export const storyTimeMs = (second: number) => (STORY_START_S + second) * 1000;

const BUSINESS_NUMBER = "6281155500900";

export interface Person {
  phone?: string;
  bsuid?: string;
  name?: string;
  username?: string;
}

/** Somebody with both ids. */
export const SEKAR = {
  phone: "6281255500101",
  bsuid: "ID.90210000000000000101",
  name: "Sekar Wulandari",
  username: "@sekar.fiktif",
};
export const BAGAS = { phone: "6285655500102", name: "Bagas Pradana" };

export interface Saying {
  /** The wamid. */
  id: string;
  person: Person;
  /** Seconds after the story's start. */
  at: number;
  text?: string;
  /** Kapso's conversation id; null leaves the conversation out. */
  session?: string | null;
  /** Second in which the session was opened. */
  startedAt?: number;
  phoneNumberId?: string;
  origin?: string;
  groupId?: string;
}

const secondsOf = (second: number) => String(STORY_START_S + second);
const isoOf = (second: number) => new Date(storyTimeMs(second)).toISOString();

/** The default session is the person's own. */
const sessionOf = ({ session, person }: Pick<Saying, "session" | "person">) =>
  session ?? `session-${person.phone ?? person.bsuid ?? "nobody"}`;

function conversationOf(saying: Omit<Saying, "id">) {
  const { person, at, startedAt = 0 } = saying;
  return {
    id: sessionOf(saying),
    phone_number: person.phone ?? null,
    business_scoped_user_id: person.bsuid ?? null,
    username: person.username,
    contact_name: person.name,
    status: "active",
    created_at: isoOf(startedAt),
    updated_at: isoOf(at),
    phone_number_id: saying.phoneNumberId ?? PHONE_NUMBER_ID,
  };
}

function messageBody(
  saying: Saying,
  message: Record<string, unknown>,
  kapso: Record<string, unknown>,
) {
  const { person, session, phoneNumberId = PHONE_NUMBER_ID } = saying;
  const side = kapso.direction === "inbound" ? "from" : "to";
  return {
    message: {
      id: saying.id,
      timestamp: secondsOf(saying.at),
      [side]: person.phone,
      [`${side}_user_id`]: person.bsuid,
      group_id: saying.groupId,
      ...message,
      kapso: { origin: saying.origin ?? "cloud_api", ...kapso },
    },
    ...(session !== null && { conversation: conversationOf(saying) }),
    phone_number_id: phoneNumberId,
  };
}

const textOf = ({ id, text = `Pesan ${id}` }: Saying) => ({
  type: "text",
  text: { body: text },
});

/** `whatsapp.message.received` with a text. */
export function inbound(saying: Saying): Telling {
  return {
    event: "whatsapp.message.received",
    body: messageBody(saying, textOf(saying), { direction: "inbound" }),
    isBatchable: true,
  };
}

export type OutboundStatus = "sent" | "delivered" | "read" | "failed";

/**
 * `whatsapp.message.<status>` at second `at`. The body names that status and,
 * with `sentAt`, when it was sent; without, as bodies have been seen to be.
 */
export function outbound(
  saying: Saying & { sentAt?: number },
  status: OutboundStatus = "sent",
): Telling {
  const { id, at, sentAt } = saying;
  const error = {
    code: 131047,
    title: "Re-engagement message",
    error_data: { details: "More than 24 hours have passed" },
  };
  const statusAt = (name: OutboundStatus, second: number) => ({
    id,
    status: name,
    timestamp: secondsOf(second),
    recipient_id: saying.person.phone ?? "",
    ...(name === "failed" && { errors: [error] }),
  });
  const statuses = [
    ...(sentAt === undefined ? [] : [statusAt("sent", sentAt)]),
    statusAt(status, at),
  ];
  return {
    event: `whatsapp.message.${status}`,
    body: messageBody(saying, textOf(saying), {
      direction: "outbound",
      status,
      statuses,
    }),
    isBatchable: false,
  };
}

/** A reaction of the customer; without `emoji` it is taken back. */
export function reaction(
  saying: Saying,
  targetId: string,
  emoji?: string,
): Telling {
  return {
    event: "whatsapp.message.received",
    body: messageBody(
      saying,
      { type: "reaction", reaction: { message_id: targetId, emoji } },
      { direction: "inbound" },
    ),
    isBatchable: true,
  };
}

/** The customer writes a message anew; `text` is what it says now. */
export function edit(saying: Saying, targetId: string): Telling {
  const edited = { original_message_id: targetId, message: textOf(saying) };
  return {
    event: "whatsapp.message.received",
    body: messageBody(
      saying,
      { type: "edit", edit: edited },
      { direction: "inbound" },
    ),
    isBatchable: true,
  };
}

/** The customer deletes a message for everyone. */
export function revoke(saying: Saying, targetId: string): Telling {
  return {
    event: "whatsapp.message.received",
    body: messageBody(
      saying,
      { type: "revoke", revoke: { original_message_id: targetId } },
      { direction: "inbound" },
    ),
    isBatchable: true,
  };
}

/** `whatsapp.conversation.<change>` at second `at`. */
export function conversation(
  change: "created" | "inactive" | "ended",
  saying: Omit<Saying, "id">,
): Telling {
  return {
    event: `whatsapp.conversation.${change}`,
    body: {
      conversation: {
        ...conversationOf(saying),
        ...(change === "ended" && { status: "ended" }),
      },
      phone_number_id: saying.phoneNumberId ?? PHONE_NUMBER_ID,
    },
    isBatchable: false,
  };
}

/** `workflow.execution.handoff`: names nothing but the session. */
export function handoff(session: string, at: number, id = "1"): Telling {
  return {
    event: "workflow.execution.handoff",
    body: {
      event: "workflow.execution.handoff",
      occurred_at: isoOf(at),
      workflow_execution_id: `execution-${id}`,
      status: "handoff",
      whatsapp_conversation_id: session,
      handoff: { reason: "Minta staf", source: "agent_tool" },
    },
    isBatchable: false,
  };
}

/** `whatsapp.contact.identity_changed`. */
export function identityChanged(
  person: Person,
  previousBsuid: string,
  at: number,
): Telling {
  return {
    event: "whatsapp.contact.identity_changed",
    body: {
      contact: {
        wa_id: person.phone,
        profile_name: person.name,
        business_scoped_user_id: person.bsuid,
        updated_at: isoOf(at),
      },
      previous: { business_scoped_user_id: previousBsuid },
      phone_number_id: PHONE_NUMBER_ID,
    },
    isBatchable: false,
  };
}

/** `whatsapp.contact.marketing_preference_changed`. */
export function marketingChanged(
  person: Person,
  status: "stopped" | "resumed",
  sequence: number,
  at: number,
): Telling {
  return {
    event: "whatsapp.contact.marketing_preference_changed",
    body: {
      contact: {
        wa_id: person.phone,
        business_scoped_user_id: person.bsuid,
        updated_at: isoOf(at),
      },
      marketing_preference: { status, sequence, occurred_at: isoOf(at) },
      phone_number_id: PHONE_NUMBER_ID,
    },
    isBatchable: false,
  };
}

/**
 * `whatsapp.phone_number.<change>` of the project webhook; without `at`, as
 * `created` and `deleted` come, it tells no time.
 */
export function phoneNumberChanged(
  change: "created" | "deleted" | "disconnected" | "reconnected",
  phoneNumberId: string,
  at?: number,
): Telling {
  return {
    event: `whatsapp.phone_number.${change}`,
    body: {
      phone_number_id: phoneNumberId,
      ...(at !== undefined && { occurred_at: isoOf(at) }),
    },
    isBatchable: false,
  };
}

/** Several bodies in one delivery. */
export function batch(...items: unknown[]): Telling {
  return {
    event: "whatsapp.message.received",
    body: { batch: true, data: items },
    isBatchable: false,
  };
}

function metaBody(
  field: string,
  value: Record<string, unknown>,
  phoneNumberId = PHONE_NUMBER_ID,
): Telling {
  const metadata = {
    display_phone_number: BUSINESS_NUMBER,
    phone_number_id: phoneNumberId,
  };
  const change = {
    field,
    value: { messaging_product: "whatsapp", metadata, ...value },
  };
  return {
    event: undefined,
    body: {
      object: "whatsapp_business_account",
      entry: [{ id: "200000000000031", changes: [change] }],
    },
    isBatchable: false,
  };
}

/** One text in Meta's form: no session. */
export function metaInbound(saying: Saying): Telling {
  const { id, at, person, phoneNumberId } = saying;
  const message = {
    id,
    timestamp: secondsOf(at),
    from: person.phone ?? "",
    from_user_id: person.bsuid,
    ...textOf(saying),
  };
  return metaBody("messages", { messages: [message] }, phoneNumberId);
}

/** One receipt in Meta's form: no content. */
export function metaReceipt(saying: Saying, status: OutboundStatus): Telling {
  const { id, at, person, phoneNumberId } = saying;
  const receipt = {
    id,
    status,
    timestamp: secondsOf(at),
    recipient_id: person.phone ?? "",
    recipient_user_id: person.bsuid,
  };
  return metaBody("messages", { statuses: [receipt] }, phoneNumberId);
}

/** A backfill of inbound texts of one person. */
export function metaHistory(
  person: Person,
  sayings: Saying[],
  phoneNumberId?: string,
): Telling {
  const value = {
    history: [
      {
        metadata: { phase: 1, chunk_order: 1, progress: 10 },
        threads: [
          {
            id: person.phone ?? "",
            context: { wa_id: person.phone ?? "", user_id: person.bsuid },
            messages: sayings.map((saying) => ({
              id: saying.id,
              timestamp: secondsOf(saying.at),
              from: person.phone ?? "",
              from_user_id: person.bsuid,
              group_id: saying.groupId,
              ...textOf(saying),
              history_context: { status: "READ" },
            })),
          },
        ],
      },
    ],
  };
  return metaBody("history", value, phoneNumberId);
}
