/** Fixtures 16 to 18, 27 and 30 to 32: sessions, identities, the project. */
import type { Outcome } from "../fixtureOutcomes";
import {
  ACCEPTED,
  AYU,
  MELATI,
  ms,
  ONE_CONVERSATION,
  processed,
  SEKAR,
  SESSION_MELATI,
  SESSION_SEKAR,
} from "./shared";

const SESSIONS: Outcome[] = [
  {
    fixture: "16",
    after: [],
    says: "a created session is recorded without a message",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_CONVERSATION, contactIdentities: 1 },
    rows: {
      contacts: [{ ...MELATI, message_count: 0, last_message_at: undefined }],
      conversationSessions: [
        {
          kapso_conversation_id: SESSION_MELATI,
          started_at: ms(1789352347),
          ended_at: undefined,
        },
      ],
    },
  },
  {
    fixture: "16",
    after: ["05"],
    says: "a created session may follow its first message",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_CONVERSATION, contactIdentities: 1, messages: 1 },
    rows: { conversations: [{ unread_count: 1, status: "open" }] },
  },
  {
    fixture: "17",
    after: [],
    says: "inactivity is recorded for a session nobody has seen",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_CONVERSATION, contactIdentities: 2 },
    rows: {
      conversations: [{ status: "open" }],
      conversationSessions: [
        { inactive_at: (value: unknown) => typeof value === "number" },
      ],
    },
  },
  {
    fixture: "17",
    after: ["01"],
    says: "inactivity does not close the conversation",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_CONVERSATION, contactIdentities: 2, messages: 1 },
    rows: { conversations: [{ status: "open", unread_count: 1 }] },
  },
  {
    fixture: "18",
    after: [],
    says: "the end of a session nobody has seen is recorded",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_CONVERSATION, contactIdentities: 2 },
    rows: {
      conversations: [{ status: "ended" }],
      conversationSessions: [{ ended_at: ms(1789352407) }],
    },
  },
  {
    fixture: "18",
    after: ["01"],
    says: "the session ends, conversation and history stay",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_CONVERSATION, contactIdentities: 2, messages: 1 },
    rows: {
      conversations: [{ status: "ended", message_count: 1 }],
      conversationSessions: [
        { kapso_conversation_id: SESSION_SEKAR, ended_at: ms(1789352407) },
      ],
    },
  },
];

const newAyu = {
  ...AYU,
  bsuid: "ID.90210000000000000303",
};
const ayuIds = [
  { kind: "bsuid", value: "ID.90210000000000000303" },
  { kind: "bsuid", value: "ID.90210000000000000103" },
  { kind: "phone", value: "+6287855500103" },
];

const IDENTITIES: Outcome[] = [
  {
    fixture: "27",
    after: [],
    says: "a changed identity alone makes the contact by phone",
    answer: ACCEPTED,
    audit: processed(),
    counts: { contacts: 1, contactIdentities: 3 },
    rows: { contacts: [newAyu], contactIdentities: ayuIds },
  },
  {
    fixture: "27",
    after: ["03"],
    says: "the contact gets the new id and keeps the old one as an alias",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_CONVERSATION, contactIdentities: 3, messages: 1 },
    rows: {
      contacts: [{ ...newAyu, message_count: 1 }],
      contactIdentities: ayuIds,
    },
  },
  {
    fixture: "03",
    after: ["27"],
    says: "a late message under the old id finds the contact",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_CONVERSATION, contactIdentities: 3, messages: 1 },
    rows: {
      contacts: [{ ...newAyu, message_count: 1 }],
      contactIdentities: ayuIds,
    },
  },
];

const handoff = {
  outcome: "handoff",
  at: ms(1789353707),
  reason: "Pelanggan minta bicara dengan staf",
};
const handedOff = (after: string[], fixture: string): Outcome => ({
  fixture,
  after,
  says: "the handoff is on the conversation, whichever came first",
  answer: ACCEPTED,
  audit: processed(),
  counts: { ...ONE_CONVERSATION, contactIdentities: 2, messages: 1 },
  rows: { contacts: [SEKAR], conversations: [{ workflow: handoff }] },
});

const PROJECT: Outcome[] = [
  {
    fixture: "30",
    after: [],
    says: "a handoff waits for its session",
    answer: ACCEPTED,
    audit: processed(),
    counts: { parkedEvents: 1 },
    rows: {
      parkedEvents: [
        { target: `session:${SESSION_SEKAR}`, event: { outcome: "handoff" } },
      ],
    },
  },
  handedOff(["01"], "30"),
  handedOff(["30"], "01"),
  {
    fixture: "31",
    after: [],
    says: "a workflow's failure waits with its words",
    answer: ACCEPTED,
    audit: processed(),
    counts: { parkedEvents: 1 },
    rows: {
      parkedEvents: [
        {
          target: "session:59145c57-4132-4718-a6fe-57a7c55b3ce3",
          event: { outcome: "failed", reason: "Workflow execution timed out" },
        },
      ],
    },
  },
  {
    fixture: "32",
    after: [],
    says: "a new number is recorded as nobody's",
    answer: ACCEPTED,
    audit: { ...processed(), workspace_id: undefined },
    counts: {},
    rows: {
      phoneNumbers: [
        {
          phone_number_id: "100000000000029",
          status: "unclaimed",
          workspace_id: undefined,
        },
      ],
    },
  },
];

export const EVENTS: readonly Outcome[] = [
  ...SESSIONS,
  ...IDENTITIES,
  ...PROJECT,
];
