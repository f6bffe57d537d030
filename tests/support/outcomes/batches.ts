/** Fixtures 19 to 22: batches, their parts, and the old form. */
import type { Outcome } from "../fixtureOutcomes";
import {
  ACCEPTED,
  ANNIKA,
  BAGAS,
  ELSA,
  MELATI,
  ms,
  ONE_CONVERSATION,
  processed,
  RANGGA,
  WARUNG,
} from "./shared";

const TEN = {
  contacts: 7,
  contactIdentities: 7,
  conversations: 7,
  conversationSessions: 7,
  messages: 10,
} as const;
const TEN_TEXTS = [
  "Kak",
  "kontrak rumah yang di Cimahi",
  "Pagi, harga paket 9 hari berapa?",
  "bisa dikirim lagi?",
  undefined,
  "Guten Morgen, wann ist die Übergabe?",
  "Morning, is the villa still free in May?",
  "Bom dia! Qual é o preço?",
  "Halo, saya dari iklan Instagram",
  "Kan ni ringa mig i morgon?",
];

export const BATCHES: readonly Outcome[] = [
  {
    fixture: "19",
    after: [],
    says: "ten messages of seven people, in the batch's order",
    answer: ACCEPTED,
    audit: processed(10, "batch"),
    counts: TEN,
    texts: TEN_TEXTS,
    rows: {
      contacts: [
        { ...RANGGA, message_count: 3, last_message_at: ms(1789353109) },
        { ...MELATI, message_count: 2 },
        ANNIKA,
        ELSA,
        WARUNG,
        // A number that no metadata accepts is kept as it came.
        {
          name: "Gwen Prosser",
          phone: "+447700900123",
          phone_normalized: undefined,
        },
        // Both spellings of a Brazilian number are one person.
        { name: "Thaís Moreira", phone_normalized: "+5511999990123" },
      ],
      contactIdentities: [{ kind: "wa_id", value: "447700900123" }],
      messages: [{ type: "sticker", text: undefined }],
    },
  },
  {
    fixture: "20",
    after: [],
    says: "a batch of one is one message",
    answer: ACCEPTED,
    audit: processed(1, "batch"),
    counts: { ...ONE_CONVERSATION, contactIdentities: 1, messages: 1 },
    rows: { contacts: [BAGAS] },
    texts: ["Oke, ditunggu ya"],
  },
  {
    fixture: "21",
    after: [],
    says: "a batch's item alone is one message",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_CONVERSATION, contactIdentities: 1, messages: 1 },
    rows: { contacts: [{ ...RANGGA, message_count: 1 }] },
  },
  {
    fixture: "21",
    after: ["19"],
    says: "a batch's item sent again alone adds nothing",
    answer: ACCEPTED,
    audit: processed(),
    counts: TEN,
    rows: { contacts: [{ ...RANGGA, message_count: 3 }] },
    texts: TEN_TEXTS,
  },
  {
    fixture: "22",
    after: [],
    says: "the old form is refused loudly",
    answer: { status: "rejected", reason: "unsupported_v1" },
    audit: {
      status: "rejected",
      payload_form: "v1",
      error_code: "unsupported_v1",
      applied_count: 0,
    },
    counts: { syncFailures: 1, alerts: 1 },
    rows: {
      syncFailures: [{ kind: "dead_letter", error_code: "unsupported_v1" }],
      alerts: [{ kind: "v1_webhook", resolved_at: undefined }],
      webhookPayloads: [{ part: 0 }],
    },
  },
];
