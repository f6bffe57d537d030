/** Fixtures 90 to 97: signed, and meant to hurt. */
import type { Outcome } from "../fixtureOutcomes";
import {
  ACCEPTED,
  AYU,
  FAJAR,
  IMOGEN,
  MELATI,
  ONE_CONVERSATION,
  processed,
  RANGGA,
} from "./shared";

const ONE_MESSAGE = {
  ...ONE_CONVERSATION,
  contactIdentities: 1,
  messages: 1,
} as const;

const refused = (fixture: string, reason: string, says: string): Outcome => ({
  fixture,
  after: [],
  says,
  answer: { status: "rejected", reason },
  audit: {
    status: "rejected",
    error_code: reason,
    workspace_id: undefined,
    applied_count: 0,
  },
  counts: { syncFailures: 1 },
  rows: {
    syncFailures: [
      { kind: "dead_letter", error_code: reason, next_retry_at: undefined },
    ],
    webhookPayloads: [
      { body: (value: unknown) => typeof value === "string" && value !== "" },
    ],
  },
});

/** WhatsApp's own limit on a text, which is ours. */
const MAX_TEXT_LENGTH = 4096;

export const HOSTILE: readonly Outcome[] = [
  refused(
    "90",
    "missing_phone_number_id",
    "a body that names no number is nobody's",
  ),
  refused("91", "invalid_message", "wrong types are refused, not guessed at"),
  {
    fixture: "92",
    after: [],
    says: "a huge text is cut and its length noted",
    answer: ACCEPTED,
    audit: { ...processed(), body_bytes: (value: unknown) => value !== 0 },
    counts: ONE_MESSAGE,
    rows: {
      contacts: [FAJAR],
      messages: [
        {
          full_text_length: 65_536,
          text: (value: unknown) =>
            typeof value === "string" &&
            value.length > 0 &&
            value.length <= MAX_TEXT_LENGTH,
        },
      ],
    },
  },
  {
    fixture: "93",
    after: [],
    says: "every character of the text survives",
    answer: ACCEPTED,
    audit: processed(),
    counts: ONE_MESSAGE,
    rows: {
      contacts: [
        {
          phone_normalized: MELATI.phone_normalized,
          name: (value: unknown) =>
            typeof value === "string" && value.includes("🌸"),
        },
      ],
      messages: [
        {
          text: (value: unknown) =>
            typeof value === "string" &&
            value.includes('<b>AT&T</b> "kutip"') &&
            value.includes("👩🏽‍🚀🇮🇩") &&
            value.includes("\u202e") &&
            value.includes("\u2066x\u2069") &&
            value.includes("\u2028") &&
            value.includes("=HYPERLINK("),
        },
      ],
    },
  },
  {
    fixture: "94",
    after: [],
    says: "prototype keys change nothing",
    answer: ACCEPTED,
    audit: { ...processed(), phone_number_id: "100000000000017" },
    counts: ONE_MESSAGE,
    rows: {
      contacts: [RANGGA],
      messages: [{ direction: "inbound", text: "Kunci berbahaya" }],
    },
  },
  {
    fixture: "95",
    after: [],
    says: "an unknown event is recorded and counted",
    answer: ACCEPTED,
    audit: {
      status: "ignored",
      event_type: "whatsapp.message.teleported",
      error_code: "unknown_event",
      applied_count: 0,
      ignored_count: 1,
      failed_count: 0,
    },
    counts: {},
  },
  {
    fixture: "96",
    after: [],
    says: "half a character and NUL are replaced",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_MESSAGE, contactIdentities: 2 },
    rows: {
      contacts: [AYU],
      messages: [
        {
          text: (value: unknown) =>
            typeof value === "string" &&
            value.includes("\ufffd") &&
            !value.includes("\u0000") &&
            !/\p{Surrogate}/u.test(value),
        },
      ],
    },
  },
  {
    fixture: "97",
    after: [],
    says: "broken items cost the good ones nothing",
    answer: ACCEPTED,
    audit: {
      status: "partial",
      payload_form: "batch",
      item_count: 6,
      applied_count: 3,
      failed_count: 3,
    },
    counts: {
      ...ONE_CONVERSATION,
      contactIdentities: 1,
      messages: 2,
      syncFailures: 3,
    },
    texts: ["First good one", "Second good one"],
    rows: {
      contacts: [{ ...IMOGEN, message_count: 2 }],
      syncFailures: [
        { item_index: 1, kind: "dead_letter", error_code: "not_an_object" },
        { item_index: 2, kind: "dead_letter", error_code: "missing_message" },
        { item_index: 3, kind: "dead_letter", error_code: "not_an_object" },
      ],
    },
  },
];
