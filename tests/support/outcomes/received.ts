/** Fixtures 01 to 07, 10, 11, 26, 29, 33 and 34: what customers send. */
import type { Outcome } from "../fixtureOutcomes";
import {
  ACCEPTED,
  AYU,
  BAGAS,
  FAJAR,
  IMOGEN,
  MARCUS,
  MELATI,
  ms,
  ONE_CONVERSATION,
  processed,
  RANGGA,
  SEKAR,
  SESSION_SEKAR,
  TEMPLATE_12,
  TEXT_01,
  WARUNG,
} from "./shared";

const ONE_MESSAGE = { ...ONE_CONVERSATION, messages: 1 } as const;
const inbound = { direction: "inbound", status: "received" };
const text01 = {
  ...inbound,
  kapso_message_id: TEXT_01,
  type: "text",
  text: "Halo kak, paket umrah bulan November masih ada kursi?",
  origin: "cloud_api",
  sent_at: ms(1789352107),
};

const TEXTS: Outcome[] = [
  {
    fixture: "01",
    after: [],
    says: "the first text makes a contact, a conversation and a message",
    answer: ACCEPTED,
    audit: { ...processed(), phone_number_id: "100000000000017" },
    counts: { ...ONE_MESSAGE, contactIdentities: 2 },
    rows: {
      contacts: [
        {
          ...SEKAR,
          phone: "+6281255500101",
          message_count: 1,
          last_message_at: ms(1789352107),
        },
      ],
      conversations: [
        {
          status: "open",
          kapso_conversation_id: SESSION_SEKAR,
          unread_count: 1,
          last_message_at: ms(1789352107),
        },
      ],
      messages: [text01],
    },
  },
  {
    fixture: "01",
    after: ["01"],
    says: "posted again nothing changes but a count",
    answer: { status: "duplicate" },
    audit: { ...processed(), duplicate_count: 1 },
    counts: { ...ONE_MESSAGE, contactIdentities: 2 },
    rows: { messages: [text01], contacts: [{ ...SEKAR, message_count: 1 }] },
  },
  {
    fixture: "26",
    after: [],
    says: "a person without a phone is known by the business-scoped id",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_MESSAGE, contactIdentities: 1 },
    rows: {
      contacts: [{ ...WARUNG, name: "Warung Malam" }],
      contactIdentities: [{ kind: "bsuid", value: WARUNG.bsuid }],
      messages: [{ ...inbound, type: "text" }],
    },
    texts: ["Halo, saya lihat di Instagram. Masih buka?"],
  },
  {
    fixture: "29",
    after: [],
    says: "history is stored with its own time and never unread",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_MESSAGE, contactIdentities: 1 },
    rows: {
      contacts: [
        {
          ...MARCUS,
          source: "history_sync",
          last_message_at: ms(1783852107),
        },
      ],
      conversations: [{ unread_count: 0, last_message_at: ms(1783852107) }],
      messages: [{ ...inbound, origin: "history_sync" }],
    },
  },
  {
    fixture: "29",
    after: ["07"],
    says: "history moves nothing forward and counts nothing as unread",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_CONVERSATION, contactIdentities: 1, messages: 2 },
    rows: {
      contacts: [
        { ...MARCUS, source: "whatsapp", last_message_at: ms(1789352437) },
      ],
      conversations: [{ unread_count: 1, last_message_at: ms(1789352437) }],
    },
  },
  {
    fixture: "34",
    after: [],
    says: "a text in a later session is like any first one",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_MESSAGE, contactIdentities: 2 },
    rows: { contacts: [SEKAR], conversations: [{ status: "open" }] },
  },
  {
    fixture: "34",
    after: ["01", "18"],
    says: "a new session of the same person joins the same conversation",
    answer: ACCEPTED,
    audit: processed(),
    counts: {
      contacts: 1,
      contactIdentities: 2,
      conversations: 1,
      conversationSessions: 2,
      messages: 2,
    },
    rows: {
      contacts: [{ ...SEKAR, message_count: 2 }],
      conversations: [
        {
          status: "open",
          kapso_conversation_id: "fa0bd1ec-5519-443c-a194-3c6007690199",
          unread_count: 2,
          last_message_at: ms(1789532107),
        },
      ],
      conversationSessions: [
        { kapso_conversation_id: SESSION_SEKAR, ended_at: ms(1789352407) },
        {
          kapso_conversation_id: "fa0bd1ec-5519-443c-a194-3c6007690199",
          attached_reason: "same_person_same_number",
          ended_at: undefined,
        },
      ],
    },
  },
  {
    fixture: "33",
    after: [],
    says: "the test button proves the webhook and leaves nothing else",
    answer: ACCEPTED,
    audit: processed(),
    counts: {},
    rows: {
      endpoints: [
        { last_test_at: (value: unknown) => typeof value === "number" },
      ],
    },
  },
];

const MEDIA: Outcome[] = [
  {
    fixture: "02",
    after: [],
    says: "the caption is the text and Kapso's file is kept",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_MESSAGE, contactIdentities: 1 },
    rows: {
      contacts: [{ ...BAGAS, phone: "+62 856-5550-0102" }],
      messages: [
        {
          ...inbound,
          type: "image",
          text: "Ubin kamar mandi retak, bisa dicek?",
          is_machine_text: undefined,
          media: {
            url: "https://app.kapso.ai/rails/active_storage/blobs/redirect/fixture-token-02/kamar-mandi.jpg",
            filename: "kamar-mandi.jpg",
            content_type: "image/jpeg",
            byte_size: 204800,
          },
        },
      ],
    },
  },
  {
    fixture: "03",
    after: [],
    says: "a transcript is kept and marked as a machine's words",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_MESSAGE, contactIdentities: 2 },
    rows: {
      contacts: [{ ...AYU, phone: "6287855500103" }],
      messages: [
        {
          ...inbound,
          type: "audio",
          text: "Saya mau tanya soal asuransi rumah, tolong telepon balik.",
          is_machine_text: true,
          media: { is_voice: true },
        },
      ],
    },
  },
  {
    fixture: "04",
    after: [],
    says: "a document without a caption has a file name and no text",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_MESSAGE, contactIdentities: 1 },
    rows: {
      contacts: [RANGGA],
      messages: [
        {
          ...inbound,
          type: "document",
          text: undefined,
          media: { filename: "bukti-transfer.pdf" },
        },
      ],
    },
  },
  {
    fixture: "05",
    after: [],
    says: "a place keeps its name and its coordinates as numbers",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_MESSAGE, contactIdentities: 1 },
    rows: {
      contacts: [MELATI],
      messages: [
        {
          ...inbound,
          type: "location",
          place: {
            latitude: -8.6705,
            longitude: 115.2126,
            name: "Warung Fiktif",
            address: "Jalan Contoh 12, Denpasar",
          },
        },
      ],
    },
  },
  {
    fixture: "10",
    after: [],
    says: "cards are data of the message and make no contacts",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_MESSAGE, contactIdentities: 1 },
    rows: {
      contacts: [IMOGEN],
      messages: [
        {
          ...inbound,
          type: "contacts",
          data_json: (value: unknown) =>
            typeof value === "string" &&
            value.includes("Elsa Nyström") &&
            value.includes("Tanpa Nomor"),
        },
      ],
    },
  },
];

const CHOICES: Outcome[] = [
  {
    fixture: "06",
    after: [],
    says: "a pressed button's title is the text, id and answered message kept",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_MESSAGE, contactIdentities: 2 },
    rows: {
      contacts: [SEKAR],
      messages: [
        {
          ...inbound,
          type: "interactive",
          text: "Pagi 09.00",
          choice_id: "jadwal_pagi",
          reply_to:
            "wamid.HBgNNjI4MTI1NTUwMDEwMRUCABEYEjc3NTdBMjA2QTY3QTVFODc3MwA=",
        },
      ],
    },
  },
  {
    fixture: "07",
    after: [],
    says: "a flow's answers are kept as data",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_MESSAGE, contactIdentities: 1 },
    rows: {
      contacts: [{ ...MARCUS, phone: "+1 (202) 555-0143" }],
      messages: [
        {
          ...inbound,
          type: "interactive",
          text: undefined,
          data_json: (value: unknown) =>
            typeof value === "string" && value.includes('"jumlah":2'),
        },
      ],
    },
  },
  {
    fixture: "11",
    after: [],
    says: "a template's button answers a message nobody has seen",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_MESSAGE, contactIdentities: 1 },
    rows: {
      contacts: [FAJAR],
      messages: [{ text: "Ya, saya hadir", reply_to: TEMPLATE_12 }],
    },
  },
  {
    fixture: "11",
    after: ["12"],
    says: "a template's button answers the template",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_CONVERSATION, contactIdentities: 1, messages: 2 },
    rows: {
      messages: [
        {
          ...inbound,
          type: "button",
          text: "Ya, saya hadir",
          choice_id: "KONFIRMASI_HADIR",
          reply_to: TEMPLATE_12,
        },
        { direction: "outbound", kapso_message_id: TEMPLATE_12 },
      ],
    },
  },
];

export const RECEIVED: readonly Outcome[] = [...TEXTS, ...MEDIA, ...CHOICES];
