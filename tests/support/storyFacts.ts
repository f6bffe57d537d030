/**
 * What random conversations are made of, and the parts of the bodies that tell
 * them. People have at most three ids, so that every split of a person can be
 * healed without asking anybody (docs/design.md, identity).
 */
export const BUSINESS_NUMBER = "6281155500900";
export const PHONE_NUMBER_ID = "100000000000017";
/** 2026-09-14T02:15:07Z, the fixtures' day. */
const EPOCH_S = 1789352107;

export interface Fact {
  kind:
    | "inbound"
    | "outbound"
    | "reaction"
    | "edit"
    | "revoke"
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
  /** For reactions, edits and deletions: which message. */
  target: number;
  /** For reactions: whether it is taken back. */
  isRemoval: boolean;
}

/** One request of the provider, before its key and signature. */
export interface Telling {
  event: string | undefined;
  body: unknown;
  /** May be packed with others into one batch. */
  isBatchable: boolean;
}

export const NAMES = ["Sekar", "Sekar Wulandari", "Ibu Sekar"];

interface Person {
  digits: string;
  bsuid: string;
  newBsuid: string;
}

export function personOf(index: number): Person {
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

export const kapsoMessageIdOf = (index: number) => `wamid.STORY${index}`;
export const sessionIdOf = (fact: Fact) =>
  `session-${fact.person}-${fact.session}`;
export const secondsOf = (at: number) => String(EPOCH_S + at);
export const isoOf = (at: number) =>
  new Date((EPOCH_S + at) * 1000).toISOString();

/** The ids a body shows; after the person's first id change the new one. */
export function visibleIds(fact: Fact, facts: Fact[]) {
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

export function conversationOf(fact: Fact, facts: Fact[]) {
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

export function kapsoMessage(
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

export function metaBody(field: string, value: Record<string, unknown>) {
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

/** What opens, closes and holds a conversation, whoever says it. */
const WORDS = ["Pesan", "Oke makasih kak", "Kami cek dulu ya kak"];

export function textOf(fact: Fact, index: number) {
  const words = WORDS[fact.spelling] ?? "Pesan";
  return {
    id: kapsoMessageIdOf(index),
    timestamp: secondsOf(fact.at),
    type: "text",
    text: { body: words === "Pesan" ? `Pesan ${index}` : words },
  };
}
