/** Fixtures 12 to 15 and 28: what we sent and what became of it. */
import type { Outcome } from "../fixtureOutcomes";
import {
  ACCEPTED,
  AYU,
  ECHO_28,
  ELSA,
  FAJAR,
  ms,
  ONE_CONVERSATION,
  processed,
  TEMPLATE_12,
  TEXT_15,
} from "./shared";

const ONE_MESSAGE = {
  ...ONE_CONVERSATION,
  contactIdentities: 1,
  messages: 1,
} as const;
const template = {
  kapso_message_id: TEMPLATE_12,
  direction: "outbound",
  type: "template",
  origin: "cloud_api",
};
const sent = ms(1789352538);
const delivered = ms(1789352540);
const read = ms(1789352607);

/** In any order the ladder ends where the highest receipt is. */
const endsAsRead = (after: string[], fixture: string): Outcome => ({
  fixture,
  after,
  says: "in any order the message ends as read with three times",
  answer: ACCEPTED,
  audit: processed(),
  counts: ONE_MESSAGE,
  rows: {
    messages: [
      { ...template, status: "read", status_times: { sent, delivered, read } },
    ],
  },
});

export const RECEIPTS: readonly Outcome[] = [
  {
    fixture: "12",
    after: [],
    says: "a sent template makes a contact from its addressee",
    answer: ACCEPTED,
    audit: processed(),
    counts: ONE_MESSAGE,
    rows: {
      contacts: [{ ...FAJAR, message_count: 1 }],
      conversations: [{ unread_count: 0, last_inbound_at: undefined }],
      messages: [{ ...template, status: "sent", status_times: { sent } }],
    },
  },
  {
    fixture: "13",
    after: [],
    says: "a delivery receipt before its message makes the message",
    answer: ACCEPTED,
    audit: processed(),
    counts: ONE_MESSAGE,
    rows: {
      contacts: [FAJAR],
      messages: [
        { ...template, status: "delivered", status_times: { sent, delivered } },
      ],
    },
  },
  {
    fixture: "13",
    after: ["12"],
    says: "a delivery receipt lifts the status",
    answer: ACCEPTED,
    audit: processed(),
    counts: ONE_MESSAGE,
    rows: { messages: [{ ...template, status: "delivered" }] },
  },
  {
    fixture: "12",
    after: ["13"],
    says: "the late message does not lower its status",
    answer: ACCEPTED,
    audit: processed(),
    counts: ONE_MESSAGE,
    rows: {
      messages: [
        { ...template, status: "delivered", status_times: { sent, delivered } },
      ],
    },
  },
  endsAsRead([], "14"),
  endsAsRead(["12", "13"], "14"),
  endsAsRead(["14", "13"], "12"),
  endsAsRead(["13", "14"], "12"),
  {
    fixture: "15",
    after: [],
    says: "a failure is kept with its code and detail",
    answer: ACCEPTED,
    audit: processed(),
    counts: ONE_MESSAGE,
    rows: {
      contacts: [ELSA],
      messages: [
        {
          kapso_message_id: TEXT_15,
          direction: "outbound",
          status: "failed",
          status_times: { sent: ms(1789352707), failed: ms(1789352807) },
          error: {
            code: 131047,
            title: "Re-engagement message",
            detail: (value: unknown) =>
              typeof value === "string" && value.includes("24 hours"),
          },
        },
      ],
    },
  },
  {
    fixture: "28",
    after: [],
    says: "what was typed on the phone is an outbound message",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_MESSAGE, contactIdentities: 2 },
    rows: {
      contacts: [{ ...AYU, bsuid: "ID.90210000000000000103" }],
      conversations: [{ unread_count: 0 }],
      messages: [
        {
          kapso_message_id: ECHO_28,
          direction: "outbound",
          origin: "business_app",
          status: "sent",
        },
      ],
    },
  },
];
