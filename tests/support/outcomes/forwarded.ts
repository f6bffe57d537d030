/** Fixtures 23 to 25: Meta's own bodies, passed on by Kapso. */
import type { Outcome } from "../fixtureOutcomes";
import {
  ACCEPTED,
  ECHO_28,
  IMOGEN,
  ms,
  processed,
  RANGGA,
  SEKAR,
  TEMPLATE_12,
  TEXT_01,
  TEXT_15,
  WARUNG,
} from "./shared";

const withGroup = (items: number) => ({
  ...processed(items, "meta"),
  applied_count: items - 1,
  ignored_count: 1,
  error_code: (value: unknown) =>
    value === "group_message" || value === "group_receipt",
});

/** Rangga's new number and id; the old number stays his alias. */
const RANGGA_NOW = {
  phone_normalized: "+6281355500204",
  bsuid: "ID.90210000000000000204",
};
const RANGGA_IDS = [
  { kind: "phone", value: "+6281355500104" },
  { kind: "phone", value: "+6281355500204" },
  { kind: "bsuid", value: "ID.90210000000000000204" },
];

const MESSAGES: Outcome[] = [
  {
    fixture: "23",
    after: [],
    says: "texts, an image, an identity; the group's message in no conversation",
    answer: ACCEPTED,
    audit: withGroup(5),
    counts: {
      contacts: 4,
      contactIdentities: 7,
      conversations: 3,
      messages: 3,
    },
    rows: {
      contacts: [SEKAR, IMOGEN, WARUNG, RANGGA_NOW],
      contactIdentities: RANGGA_IDS,
      messages: [
        { type: "image", media: { media_id: "fixture-media-23" } },
        { kapso_message_id: TEXT_01, source: "meta" },
      ],
    },
  },
  {
    fixture: "23",
    after: ["01"],
    says: "the text of 01 adds nothing",
    answer: ACCEPTED,
    audit: withGroup(5),
    counts: {
      contacts: 4,
      contactIdentities: 7,
      conversations: 3,
      conversationSessions: 1,
      messages: 3,
    },
    rows: {
      contacts: [{ ...SEKAR, message_count: 1 }],
      messages: [{ kapso_message_id: TEXT_01, source: "kapso" }],
    },
  },
  {
    fixture: "01",
    after: ["23"],
    says: "Kapso's body of the same text adds only its session",
    answer: ACCEPTED,
    audit: processed(),
    counts: {
      contacts: 4,
      contactIdentities: 7,
      conversations: 3,
      conversationSessions: 1,
      messages: 3,
    },
    rows: {
      contacts: [{ ...SEKAR, message_count: 1 }],
      messages: [{ kapso_message_id: TEXT_01, source: "kapso" }],
    },
  },
  {
    fixture: "23",
    after: ["04"],
    says: "a changed number stays the same contact, with the newer body's phone",
    answer: ACCEPTED,
    audit: withGroup(5),
    counts: {
      contacts: 4,
      contactIdentities: 7,
      conversations: 4,
      conversationSessions: 1,
      messages: 4,
    },
    rows: {
      // 04 was written after the change: its number is the newest we know.
      contacts: [{ ...RANGGA, bsuid: RANGGA_NOW.bsuid, message_count: 1 }],
      contactIdentities: RANGGA_IDS,
    },
  },
];

const readByWarung = {
  event: { receipt: { status: "read" }, party: { bsuid: WARUNG.bsuid } },
};
const failed15 = {
  kapso_message_id: TEXT_15,
  status: "failed",
  error: { code: 131047 },
};
const TWO_THREADS = {
  contacts: 2,
  conversations: 2,
  conversationSessions: 2,
  messages: 2,
} as const;

const STATUSES: Outcome[] = [
  {
    fixture: "24",
    after: [],
    says: "receipts wait for their messages; the group's is ignored",
    answer: ACCEPTED,
    audit: withGroup(5),
    counts: { parkedEvents: 4 },
    rows: {
      parkedEvents: [
        { event: { receipt: { status: "delivered", at: ms(1789352540) } } },
        { event: { receipt: { status: "sent", at: ms(1789352538) } } },
        { event: { receipt: { status: "failed", error: { code: 131047 } } } },
        readByWarung,
      ],
    },
  },
  {
    fixture: "24",
    after: ["12", "13", "14", "15"],
    says: "receipts seen before change nothing",
    answer: ACCEPTED,
    audit: withGroup(5),
    counts: { ...TWO_THREADS, contactIdentities: 3, parkedEvents: 1 },
    rows: {
      messages: [{ kapso_message_id: TEMPLATE_12, status: "read" }, failed15],
      parkedEvents: [readByWarung],
    },
  },
  {
    fixture: "15",
    after: ["24", "12"],
    says: "receipts that waited are applied when their message comes",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...TWO_THREADS, contactIdentities: 3, parkedEvents: 1 },
    rows: {
      messages: [
        {
          kapso_message_id: TEMPLATE_12,
          status: "delivered",
          status_times: { sent: ms(1789352538), delivered: ms(1789352540) },
        },
        failed15,
      ],
      parkedEvents: [readByWarung],
    },
  },
];

const history = { origin: "history_sync" };
const HISTORY_ROWS = [
  { ...history, direction: "outbound", status: "read", type: "text" },
  { ...history, direction: "outbound", type: "media_placeholder" },
  { ...history, direction: "inbound", text: "Sama-sama!" },
  { ...history, direction: "inbound", text: "Ada cabang di Malang?" },
];

const HISTORY: Outcome[] = [
  {
    fixture: "25",
    after: [],
    says: "history with directions, nothing unread; an echo of ours",
    answer: ACCEPTED,
    audit: processed(5, "meta"),
    counts: {
      contacts: 3,
      contactIdentities: 5,
      conversations: 3,
      messages: 5,
    },
    rows: {
      contacts: [
        { phone_normalized: "+6285655500102", source: "history_sync" },
        WARUNG,
        { phone_normalized: "+6287855500103", source: "whatsapp" },
      ],
      conversations: [
        { unread_count: 0, last_message_at: ms(1784352207) },
        { unread_count: 0, last_message_at: ms(1785352107) },
        { unread_count: 0, last_message_at: ms(1789353607) },
      ],
      messages: [
        ...HISTORY_ROWS,
        {
          kapso_message_id: ECHO_28,
          direction: "outbound",
          origin: "business_app",
        },
      ],
    },
  },
  {
    fixture: "25",
    after: ["28"],
    says: "the echo of 28 adds nothing",
    answer: ACCEPTED,
    audit: processed(5, "meta"),
    counts: {
      contacts: 3,
      contactIdentities: 5,
      conversations: 3,
      conversationSessions: 1,
      messages: 5,
    },
    rows: {
      messages: [
        ...HISTORY_ROWS,
        { kapso_message_id: ECHO_28, source: "kapso", status: "sent" },
      ],
    },
  },
];

export const FORWARDED: readonly Outcome[] = [
  ...MESSAGES,
  ...STATUSES,
  ...HISTORY,
];
