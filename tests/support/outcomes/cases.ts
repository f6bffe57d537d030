/** What each field case (fixtures/cases) must leave in an empty database. */
import type { Outcome } from "../fixtureOutcomes";
import { ACCEPTED, ms, processed } from "./shared";

const T = 1795000000;

/** The outcome of a case whose last delivery has one item in Meta's form. */
const outcome = (
  fixture: string,
  says: string,
  rest: Pick<Outcome, "counts" | "rows"> & Partial<Outcome>,
): Outcome => ({
  fixture,
  after: [],
  says,
  answer: ACCEPTED,
  audit: processed(1, "meta"),
  ...rest,
});

const onePerson = (messages: number, identities = 1): Outcome["counts"] => ({
  contacts: 1,
  contactIdentities: identities,
  conversations: 1,
  messages,
});

const STANDBY: Outcome[] = [
  outcome("01", "a customer's message while Meta's agent answers", {
    counts: onePerson(1, 2),
    rows: {
      contacts: [
        {
          phone_normalized: "+628125581001",
          bsuid: "ID.90210000000000581001",
          name: "Wulan Siaga",
        },
      ],
      conversations: [{ unread_count: 1, message_count: 1 }],
      messages: [{ direction: "inbound", text: "stok kursi lipat masih ada?" }],
    },
  }),
  outcome("41", "standby in the flat form, with an echo and its receipt", {
    counts: onePerson(2),
    rows: {
      contacts: [{ name: "Sari Datar" }],
      messages: [
        { direction: "inbound", text: "buka jam berapa?" },
        {
          direction: "outbound",
          text: "Kami buka jam 8.",
          origin: "cloud_api",
          status: "delivered",
        },
      ],
    },
  }),
  outcome("42", "standby in the nested form, the receipt first", {
    audit: processed(2, "meta"),
    counts: onePerson(2),
    rows: {
      contacts: [{ name: "Tara Lapis" }],
      messages: [
        { direction: "inbound", text: "masih buka?" },
        {
          direction: "outbound",
          text: "Masih, kak.",
          origin: "cloud_api",
          status: "read",
        },
      ],
    },
  }),
  outcome("19", "echoes under other fields", {
    counts: onePerson(2),
    rows: {
      contacts: [{ phone_normalized: "+628125581019" }],
      conversations: [{ unread_count: 0, message_count: 2 }],
      messages: [
        {
          kapso_message_id: "wamid.F19A",
          direction: "outbound",
          origin: "business_app",
          status: "sent",
        },
        {
          kapso_message_id: "wamid.F19B",
          direction: "outbound",
          origin: "business_app",
          text: "dari ponsel lagi",
        },
      ],
    },
  }),
];

/** The content that a row keeps of its message's first telling. */
const original = (text: string) => ({ content: { text } });

const REVISIONS: Outcome[] = [
  outcome("02", "an edit changes the message it names", {
    counts: onePerson(1),
    rows: {
      conversations: [{ unread_count: 1, message_count: 1 }],
      messages: [
        {
          kapso_message_id: "wamid.F02A",
          type: "text",
          text: "pesan 20 kotak",
          sent_at: ms(T),
          edited_at: ms(T + 40),
          revoked_at: undefined,
          original: original("pesan 2 kotak"),
        },
      ],
    },
  }),
  outcome("03", "a deleted message is marked, and says nothing any more", {
    counts: onePerson(1),
    rows: {
      conversations: [{ unread_count: 1, message_count: 1 }],
      messages: [
        {
          kapso_message_id: "wamid.F03A",
          type: "text",
          text: undefined,
          edited_at: undefined,
          revoked_at: ms(T + 40),
          original: original("nomor kartu saya 4111"),
        },
      ],
    },
  }),
  outcome("43", "an edited caption that comes before its picture", {
    counts: onePerson(1),
    rows: {
      conversations: [{ unread_count: 1, message_count: 1 }],
      messages: [
        {
          type: "image",
          text: "ukuran 42",
          media: { media_id: "fixture-media-43" },
          edited_at: ms(T + 40),
          original: original("ukuran 40"),
        },
      ],
    },
  }),
  outcome("44", "an edit and a deletion on the business's own phone", {
    counts: onePerson(1),
    rows: {
      conversations: [{ unread_count: 0, message_count: 1 }],
      messages: [
        {
          direction: "outbound",
          text: undefined,
          edited_at: ms(T + 30),
          revoked_at: ms(T + 60),
          original: original("Totalnya 150.000"),
          edits: [
            {
              kapso_message_id: "wamid.F44B",
              content: { text: "Totalnya 115.000" },
            },
          ],
        },
      ],
    },
  }),
  outcome("45", "an edit and a deletion in Kapso's form", {
    audit: processed(),
    counts: { ...onePerson(2), conversationSessions: 1 },
    rows: {
      conversations: [{ unread_count: 2, message_count: 2 }],
      messages: [
        { text: "kirim ke jalan Melati 5", edited_at: ms(T + 30) },
        { text: undefined, revoked_at: ms(T + 40) },
      ],
    },
  }),
];

const PEOPLE: Outcome[] = [
  outcome("06", "a sender with a plus whose contact entry has none", {
    counts: onePerson(1, 2),
    rows: {
      contacts: [
        {
          phone_normalized: "+628125581006",
          bsuid: "ID.90210000000000581006",
          name: "Plus Tambah",
        },
      ],
    },
  }),
  outcome("47", "a sender whose contact entry spells the number otherwise", {
    counts: onePerson(1, 2),
    rows: {
      contacts: [
        {
          phone_normalized: "+5511988770147",
          bsuid: "BR.90210000000000581047",
          name: "Dupla Grafia",
        },
      ],
    },
  }),
  outcome("14", "a changed number under its older name", {
    counts: onePerson(2, 2),
    rows: {
      contacts: [{ phone_normalized: "+628125581414", message_count: 2 }],
      contactIdentities: [
        { kind: "phone", value: "+628125581014" },
        { kind: "phone", value: "+628125581414" },
      ],
    },
  }),
  outcome("17", "a business-scoped id in the place of a number", {
    counts: onePerson(2),
    rows: {
      contacts: [
        {
          bsuid: "ID.90210000000000581017",
          name: "Id Di Nomor",
          phone: undefined,
          message_count: 2,
        },
      ],
      contactIdentities: [{ kind: "bsuid" }],
    },
  }),
  outcome("46", "the same in Kapso's form", {
    audit: processed(),
    counts: { ...onePerson(1), conversationSessions: 1 },
    rows: {
      contacts: [{ bsuid: "ID.90210000000000581046", phone: undefined }],
    },
  }),
];

const OTHERS: Outcome[] = [
  outcome("05", "what kind of message WhatsApp could not pass on", {
    counts: onePerson(1),
    rows: {
      messages: [
        {
          type: "unsupported",
          unsupported_type: "poll_creation",
          data_json: (value: unknown) => String(value).includes("131051"),
        },
      ],
    },
  }),
  outcome("16", "an opened chat is no message", {
    audit: {
      ...processed(1, "meta"),
      status: "ignored",
      applied_count: 0,
      ignored_count: 1,
      error_code: "request_welcome",
    },
    counts: {},
  }),
];

const FOUND: Outcome[] = [
  outcome("08", "an accented name: shown as it came, found without", {
    audit: processed(),
    counts: { ...onePerson(1), conversationSessions: 1 },
    rows: {
      contacts: [{ name: "Thaís Conceição", sort_name: "thais conceicao" }],
    },
  }),
  outcome("11", "a number that is deleted after it was disconnected", {
    audit: processed(),
    counts: {},
    rows: {
      phoneNumbers: [{ phone_number_id: "100000000000111", status: "deleted" }],
    },
  }),
];

/** Case numbers stand where fixtures have theirs. */
export const CASES: readonly Outcome[] = [
  ...STANDBY,
  ...REVISIONS,
  ...PEOPLE,
  ...OTHERS,
  ...FOUND,
];
