/**
 * Random conversations as facts, and the deliveries that tell them: single v2
 * bodies, batches, Meta's form. Whatever the cut and the order, one final state
 * must come out.
 */
import fc from "fast-check";
import {
  BUSINESS_NUMBER,
  conversationOf,
  isoOf,
  kapsoMessage,
  metaBody,
  NAMES,
  personOf,
  PHONE_NUMBER_ID,
  secondsOf,
  sessionIdOf,
  textOf,
  visibleIds,
  kapsoMessageIdOf,
  type Fact,
  type Telling,
} from "./storyFacts";

export { PHONE_NUMBER_ID, type Fact, type Telling };

export const factArbitrary: fc.Arbitrary<Fact> = fc.record({
  kind: fc.constantFrom(
    "inbound" as const,
    "inbound" as const,
    "inbound" as const,
    "outbound" as const,
    "outbound" as const,
    "reaction" as const,
    "edit" as const,
    "edit" as const,
    "revoke" as const,
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

/** What a customer sent, in every form of the fact. */
function tellReceived(
  fact: Fact,
  message: Record<string, unknown>,
  facts: Fact[],
): Telling[] {
  const { phone, bsuid } = visibleIds(fact, facts);
  const party = { from: phone ?? "", from_user_id: bsuid };
  return fact.forms.map((form): Telling => {
    switch (form) {
      case "v2":
        return {
          event: "whatsapp.message.received",
          body: kapsoMessage(fact, facts, message, { direction: "inbound" }),
          isBatchable: true,
        };
      case "meta":
        return {
          event: undefined,
          body: metaBody("messages", { messages: [{ ...message, ...party }] }),
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
                        ...message,
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

/** What somebody did on the business's phone. */
function tellEcho(
  fact: Fact,
  message: Record<string, unknown>,
  facts: Fact[],
): Telling {
  const { phone, bsuid } = visibleIds(fact, facts);
  const echo = {
    ...message,
    from: BUSINESS_NUMBER,
    to: phone ?? "",
    to_user_id: bsuid,
  };
  return {
    event: undefined,
    body: metaBody("smb_message_echoes", { message_echoes: [echo] }),
    isBatchable: false,
  };
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
  const echo = tellEcho(fact, text, facts);
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
    message_id: kapsoMessageIdOf(fact.target),
    ...(fact.isRemoval ? {} : { emoji: "❤️" }),
  };
  const message = {
    id: kapsoMessageIdOf(index),
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

/** An edit or a deletion, told by the side that wrote the message. */
function tellRevision(fact: Fact, index: number, facts: Fact[]): Telling[] {
  const target = facts[fact.target];
  const isOurs = target?.kind === "outbound";
  // Nobody changes what another person wrote.
  const person = target?.person ?? fact.person;
  const own = { ...fact, person };
  const original_message_id = kapsoMessageIdOf(fact.target);
  const text = { type: "text", text: { body: `Ralat ${index}` } };
  const message = {
    id: kapsoMessageIdOf(index),
    timestamp: secondsOf(fact.at),
    ...(fact.kind === "edit"
      ? { type: "edit", edit: { original_message_id, message: text } }
      : { type: "revoke", revoke: { original_message_id } }),
  };
  if (!isOurs) {
    return tellReceived(own, message, facts);
  }
  const sent = {
    event: "whatsapp.message.sent",
    body: kapsoMessage(own, facts, message, { direction: "outbound" }),
    isBatchable: false,
  };
  const echo = tellEcho(own, message, facts);
  return fact.forms.includes("v2") ? [sent, echo] : [echo];
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
      return tellReceived(fact, textOf(fact, index), facts);
    case "outbound":
      return tellOutbound(fact, index, facts);
    case "reaction":
      return tellReaction(fact, index, facts);
    case "edit":
    case "revoke":
      return tellRevision(fact, index, facts);
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
