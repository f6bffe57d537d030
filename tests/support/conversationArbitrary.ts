/**
 * Random conversations as facts, and the deliveries that tell them: single v2
 * bodies, batches, Meta's form. Whatever the cut and the order, one final state
 * must come out. People have at most three ids, so that every split of a person
 * can be healed without asking anybody (docs/design.md, identity).
 */
import fc from "fast-check";

const BUSINESS_NUMBER = "6281155500900";
export const PHONE_NUMBER_ID = "100000000000017";
/** 2026-09-14T02:15:07Z, the fixtures' day. */
const EPOCH_S = 1789352107;

export interface Fact {
  kind:
    | "inbound"
    | "outbound"
    | "reaction"
    | "created"
    | "inactive"
    | "ended"
    | "handoff"
    | "identity";
  person: number;
  session: number;
  /** Seconds after the epoch of the story. */
  at: number;
  /** Which ids the body shows. */
  shows: "phone" | "bsuid" | "both";
  name: number;
  spelling: number;
  receipts: ("sent" | "delivered" | "read" | "failed")[];
  /** Forms in which the provider tells the fact. */
  forms: ("v2" | "meta" | "history")[];
  /** For reactions: which earlier message, and whether it is taken back. */
  target: number;
  isRemoval: boolean;
}

export const factArbitrary: fc.Arbitrary<Fact> = fc.record({
  kind: fc.constantFrom(
    "inbound" as const,
    "inbound" as const,
    "inbound" as const,
    "outbound" as const,
    "outbound" as const,
    "reaction" as const,
    "created" as const,
    "inactive" as const,
    "ended" as const,
    "handoff" as const,
    "identity" as const,
  ),
  person: fc.nat(1),
  session: fc.nat(1),
  at: fc.nat(40),
  shows: fc.constantFrom("phone" as const, "bsuid" as const, "both" as const),
  name: fc.nat(2),
  spelling: fc.nat(2),
  receipts: fc.subarray(["sent", "delivered", "read", "failed"] as const, {
    minLength: 1,
  }),
  forms: fc.subarray(["v2", "meta", "history"] as const, { minLength: 1 }),
  target: fc.nat(9),
  isRemoval: fc.boolean(),
});

/** One request of the provider, before its key and signature. */
export interface Telling {
  event: string | undefined;
  body: unknown;
  /** May be packed with others into one batch. */
  isBatchable: boolean;
}

const NAMES = ["Sekar", "Sekar Wulandari", "Ibu Sekar"];

interface Person {
  digits: string;
  bsuid: string;
  newBsuid: string;
}

function personOf(index: number): Person {
  const digit = String(index + 1);
  return {
    digits: `628125550010${digit}`,
    bsuid: `ID.9021000000000000010${digit}`,
    newBsuid: `ID.9021000000000000030${digit}`,
  };
}

const spell = (digits: string, spelling: number) =>
  [
    digits,
    `+${digits}`,
    `+${digits.slice(0, 2)} ${digits.slice(2, 5)}-${digits.slice(5)}`,
  ][spelling] ?? digits;

const wamidOf = (index: number) => `wamid.STORY${index}`;
const sessionIdOf = (fact: Fact) => `session-${fact.person}-${fact.session}`;
const secondsOf = (at: number) => String(EPOCH_S + at);
const isoOf = (at: number) => new Date((EPOCH_S + at) * 1000).toISOString();

/** The ids a body shows; after the person's first id change the new one. */
function visibleIds(fact: Fact, facts: Fact[]) {
  const person = personOf(fact.person);
  const isChanged = facts.some(
    (other) =>
      other.kind === "identity" &&
      other.person === fact.person &&
      other.at < fact.at,
  );
  return {
    phone: fact.shows === "bsuid" ? undefined : person.digits,
    bsuid:
      fact.shows === "phone"
        ? undefined
        : isChanged
          ? person.newBsuid
          : person.bsuid,
  };
}

function conversationOf(fact: Fact, facts: Fact[]) {
  const { phone, bsuid } = visibleIds(fact, facts);
  return {
    id: sessionIdOf(fact),
    phone_number: phone === undefined ? null : spell(phone, fact.spelling),
    business_scoped_user_id: bsuid ?? null,
    contact_name: NAMES[fact.name],
    status: fact.kind === "ended" ? "ended" : "active",
    created_at: isoOf(fact.session * 10),
    updated_at: isoOf(fact.at),
    phone_number_id: PHONE_NUMBER_ID,
  };
}

function kapsoMessage(
  fact: Fact,
  facts: Fact[],
  message: Record<string, unknown>,
  kapso: Record<string, unknown>,
) {
  const { phone, bsuid } = visibleIds(fact, facts);
  const side = kapso["direction"] === "inbound" ? "from" : "to";
  return {
    message: {
      ...message,
      [side]: phone,
      [`${side}_user_id`]: bsuid,
      kapso: { origin: "cloud_api", ...kapso },
    },
    conversation: conversationOf(fact, facts),
    phone_number_id: PHONE_NUMBER_ID,
  };
}

function metaBody(field: string, value: Record<string, unknown>) {
  const metadata = {
    display_phone_number: BUSINESS_NUMBER,
    phone_number_id: PHONE_NUMBER_ID,
  };
  const change = {
    field,
    value: { messaging_product: "whatsapp", metadata, ...value },
  };
  return {
    object: "whatsapp_business_account",
    entry: [{ id: "200000000000031", changes: [change] }],
  };
}

function textOf(fact: Fact, index: number) {
  return {
    id: wamidOf(index),
    timestamp: secondsOf(fact.at),
    type: "text",
    text: { body: `Pesan ${index}` },
  };
}

function tellInbound(fact: Fact, index: number, facts: Fact[]): Telling[] {
  const { phone, bsuid } = visibleIds(fact, facts);
  const text = textOf(fact, index);
  const party = { from: phone ?? "", from_user_id: bsuid };
  return fact.forms.map((form): Telling => {
    switch (form) {
      case "v2":
        return {
          event: "whatsapp.message.received",
          body: kapsoMessage(fact, facts, text, { direction: "inbound" }),
          isBatchable: true,
        };
      case "meta":
        return {
          event: undefined,
          body: metaBody("messages", { messages: [{ ...text, ...party }] }),
          isBatchable: false,
        };
      case "history":
        return {
          event: undefined,
          body: metaBody("history", {
            history: [
              {
                metadata: { phase: 1, chunk_order: 1, progress: 10 },
                threads: [
                  {
                    id: phone ?? "",
                    context: { wa_id: phone ?? "", user_id: bsuid },
                    messages: [
                      {
                        ...text,
                        ...party,
                        history_context: { status: "READ" },
                      },
                    ],
                  },
                ],
              },
            ],
          }),
          isBatchable: false,
        };
    }
  });
}

const RECEIPT_DELAY_S = { sent: 1, failed: 2, delivered: 3, read: 5 };

function tellOutbound(fact: Fact, index: number, facts: Fact[]): Telling[] {
  const { phone, bsuid } = visibleIds(fact, facts);
  const text = textOf(fact, index);
  const statuses = fact.receipts.map((status) => ({
    id: text.id,
    status,
    timestamp: secondsOf(fact.at + RECEIPT_DELAY_S[status]),
    recipient_id: phone ?? "",
    recipient_user_id: bsuid,
  }));
  const echo: Telling = {
    event: undefined,
    body: metaBody("smb_message_echoes", {
      message_echoes: [
        { ...text, from: BUSINESS_NUMBER, to: phone ?? "", to_user_id: bsuid },
      ],
    }),
    isBatchable: false,
  };
  const receipts = statuses.flatMap((status, i): Telling[] => [
    {
      event: `whatsapp.message.${status.status}`,
      body: kapsoMessage(
        fact,
        facts,
        { ...text, timestamp: status.timestamp },
        {
          direction: "outbound",
          status: status.status,
          statuses: statuses.slice(0, i + 1),
        },
      ),
      isBatchable: false,
    },
    {
      event: undefined,
      body: metaBody("messages", { statuses: [status] }),
      isBatchable: false,
    },
  ]);
  return fact.forms.includes("meta") ? [echo, ...receipts] : receipts;
}

function tellReaction(fact: Fact, index: number, facts: Fact[]): Telling[] {
  const reaction = {
    message_id: wamidOf(fact.target),
    ...(fact.isRemoval ? {} : { emoji: "❤️" }),
  };
  const message = {
    id: wamidOf(index),
    timestamp: secondsOf(fact.at),
    type: "reaction",
    reaction,
  };
  return [
    {
      event: "whatsapp.message.received",
      body: kapsoMessage(fact, facts, message, { direction: "inbound" }),
      isBatchable: true,
    },
  ];
}

function tellIdentity(fact: Fact): Telling[] {
  const person = personOf(fact.person);
  return [
    {
      event: "whatsapp.contact.identity_changed",
      body: {
        contact: {
          id: `contact-${fact.person}`,
          wa_id: fact.shows === "bsuid" ? undefined : person.digits,
          display_name: NAMES[fact.name],
          business_scoped_user_id: person.newBsuid,
          updated_at: isoOf(fact.at),
        },
        previous: { business_scoped_user_id: person.bsuid },
        phone_number_id: PHONE_NUMBER_ID,
      },
      isBatchable: false,
    },
  ];
}

function tellHandoff(fact: Fact, index: number): Telling[] {
  return [
    {
      event: "workflow.execution.handoff",
      body: {
        event: "workflow.execution.handoff",
        occurred_at: isoOf(fact.at),
        workflow_execution_id: `execution-${index}`,
        status: "handoff",
        whatsapp_conversation_id: sessionIdOf(fact),
        handoff: { reason: "Minta staf", source: "agent_tool" },
      },
      isBatchable: false,
    },
  ];
}

/** Every body with which the provider tells one fact. */
export function tellFact(fact: Fact, index: number, facts: Fact[]): Telling[] {
  switch (fact.kind) {
    case "inbound":
      return tellInbound(fact, index, facts);
    case "outbound":
      return tellOutbound(fact, index, facts);
    case "reaction":
      return tellReaction(fact, index, facts);
    case "identity":
      return tellIdentity(fact);
    case "handoff":
      return tellHandoff(fact, index);
    case "created":
    case "inactive":
    case "ended":
      return [
        {
          event: `whatsapp.conversation.${fact.kind}`,
          body: {
            conversation: conversationOf(fact, facts),
            phone_number_id: PHONE_NUMBER_ID,
          },
          isBatchable: false,
        },
      ];
  }
}

/** Packs runs of batchable tellings into batches of up to `size`. */
export function packBatches(tellings: Telling[], size: number): Telling[] {
  const packed: Telling[] = [];
  let open: Telling[] = [];
  const close = () => {
    if (open.length > 0) {
      packed.push({
        event: "whatsapp.message.received",
        body: { batch: true, data: open.map((telling) => telling.body) },
        isBatchable: false,
      });
      open = [];
    }
  };
  for (const telling of tellings) {
    if (!telling.isBatchable) {
      close();
      packed.push(telling);
    } else if (open.push(telling) === size) {
      close();
    }
  }
  close();
  return packed;
}
