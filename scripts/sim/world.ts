/**
 * The simulated Kapso project: who talks, in which session, and what Kapso would
 * send about it. Every act returns one event together with what it must leave
 * behind, so that a run can be compared with the database afterwards.
 */
import {
  buildConversationBody,
  buildMessageBody,
  buildWorkflowBody,
  type Company,
  type Direction,
  type JsonObject,
  type Message,
  type Session,
  type Status,
} from "./bodies";
import {
  inventEdit,
  inventInbound,
  inventOutbound,
  inventRevoke,
} from "./messages";
import type { KnownPerson, Person } from "./people";
import type { Random } from "./random";

/** The demo workspace's number; the first one of the fixtures. */
export const DEMO_PHONE_NUMBER_ID = "100000000000017";

/** What an accepted event must have left in the database. */
export interface Effects {
  /** Messages that must exist exactly once. */
  messages: { kapsoMessageId: string; direction: Direction }[];
  /** Receipts that each message's status must at least reflect. */
  receipts: { kapsoMessageId: string; status: Status }[];
  /** Messages that must show that they were edited or deleted. */
  revisions: Revision[];
  /** People who must be exactly one contact each. */
  people: KnownPerson[];
}

export interface Revision {
  /** The message that was changed. */
  kapsoMessageId: string;
  change: "edited" | "revoked";
  /** Provider time, ms UTC, whole seconds. */
  at: number;
}

export interface KapsoEvent {
  /** Kapso's event name, as in the `X-Webhook-Event` header. */
  name: string;
  body: JsonObject;
  /** When it happened, ms UTC. */
  at: number;
  effects: Effects;
  /** What a customer sent, for events that bring it. */
  message?: Message;
}

export const NO_EFFECTS: Effects = {
  messages: [],
  receipts: [],
  revisions: [],
  people: [],
};

/** Meta counts in whole seconds. */
const toSecond = (at: number) => Math.floor(at / 1000) * 1000;

export class World {
  readonly #company: Company;
  readonly #sessions = new Map<number, Session>();
  readonly #random: Random;

  constructor(random: Random, phoneNumberId: string = DEMO_PHONE_NUMBER_ID) {
    this.#random = random;
    this.#company = {
      phoneNumberId,
      businessNumber: "6281155500900",
      projectId: random.uuid(),
    };
  }

  /** A customer writes. */
  receive(person: Person, at: number): KapsoEvent {
    const [session, isNew] = this.#open(person, at);
    return this.#say("inbound", session, at, isNew);
  }

  /** The company answers; the event is the "sent" receipt with the message. */
  send(person: Person, at: number): { event: KapsoEvent; message: Message } {
    const [session, isNew] = this.#open(person, at);
    const event = this.#say("outbound", session, at, isNew);
    const message = session.lastMessage;
    if (message === null) {
      throw new Error("the session just got a message -- invariant");
    }
    return { event, message };
  }

  /** A customer writes a message anew. */
  edit(message: Message, at: number): KapsoEvent {
    return this.#revise(inventEdit(this.#random, message, at), {
      kapsoMessageId: message.kapsoMessageId,
      change: "edited",
      at: toSecond(at),
    });
  }

  /** A customer deletes a message for everyone. */
  revoke(message: Message, at: number): KapsoEvent {
    return this.#revise(inventRevoke(this.#random, message, at), {
      kapsoMessageId: message.kapsoMessageId,
      change: "revoked",
      at: toSecond(at),
    });
  }

  /** A receipt for something the company sent. */
  acknowledge(message: Message, status: Status, at: number): KapsoEvent {
    message.statuses.push({ status, at });
    return {
      name: `whatsapp.message.${status}`,
      body: buildMessageBody(this.#company, message, at, false),
      at,
      effects: {
        ...NO_EFFECTS,
        messages: [
          { kapsoMessageId: message.kapsoMessageId, direction: "outbound" },
        ],
        receipts: [{ kapsoMessageId: message.kapsoMessageId, status }],
        people: [message.person],
      },
    };
  }

  /** The person's session ends; the next message opens another. */
  end(person: Person, at: number): KapsoEvent | undefined {
    const session = this.#sessions.get(person.index);
    if (session === undefined) {
      return undefined;
    }
    this.#sessions.delete(person.index);
    session.isEnded = true;
    return {
      name: "whatsapp.conversation.ended",
      body: buildConversationBody(this.#company, session, at),
      at,
      effects: NO_EFFECTS,
    };
  }

  /** A workflow hands the person's session to the staff. */
  handOff(person: Person, at: number): KapsoEvent | undefined {
    const session = this.#sessions.get(person.index);
    return session === undefined
      ? undefined
      : {
          name: "workflow.execution.handoff",
          body: buildWorkflowBody(this.#company, session, at, {
            workflow: this.#random.uuid(),
            execution: this.#random.uuid(),
          }),
          at,
          effects: NO_EFFECTS,
        };
  }

  /** The person's session, and whether it had to be opened. */
  #open(person: Person, at: number): [Session, boolean] {
    const known = this.#sessions.get(person.index);
    if (known !== undefined) {
      return [known, false];
    }
    const session: Session = {
      id: this.#random.uuid(),
      person,
      startedAt: at,
      lastActiveAt: at,
      lastInboundAt: null,
      lastOutboundAt: null,
      messagesCount: 0,
      lastMessage: null,
      isEnded: false,
    };
    this.#sessions.set(person.index, session);
    return [session, true];
  }

  #revise(message: Message, revision: Revision): KapsoEvent {
    const { sentAt: at } = message;
    return {
      name: "whatsapp.message.received",
      body: buildMessageBody(this.#company, message, at, false),
      at,
      // Nobody becomes known by it: it waits for the message that it changes.
      effects: { ...NO_EFFECTS, revisions: [revision] },
      message,
    };
  }

  #say(
    direction: Direction,
    session: Session,
    at: number,
    isNew: boolean,
  ): KapsoEvent {
    const { person } = session;
    const invent = direction === "inbound" ? inventInbound : inventOutbound;
    const message = invent(this.#random, session, at);
    session.lastActiveAt = at;
    session.messagesCount += 1;
    session.lastMessage = message;
    if (direction === "inbound") {
      session.lastInboundAt = at;
    } else {
      session.lastOutboundAt = at;
    }
    const { kapsoMessageId } = message;
    return {
      name:
        direction === "inbound"
          ? "whatsapp.message.received"
          : "whatsapp.message.sent",
      body: buildMessageBody(this.#company, message, at, isNew),
      at,
      effects: {
        ...NO_EFFECTS,
        messages: [{ kapsoMessageId, direction }],
        receipts:
          direction === "inbound" ? [] : [{ kapsoMessageId, status: "sent" }],
        people: [person],
      },
      ...(direction === "inbound" && { message }),
    };
  }
}
