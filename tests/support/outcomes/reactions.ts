/** Fixtures 08 and 09: a reaction and its removal. */
import type { Outcome } from "../fixtureOutcomes";
import { ACCEPTED, ANNIKA, ONE_CONVERSATION, processed } from "./shared";

const reactionTarget =
  "message:wamid.HBgNNDkxNzYwNDA2OTAxMhUCABEYEjg4OEU3MTU3NDdFNTQyRkY4MwA=";

export const REACTIONS: readonly Outcome[] = [
  {
    fixture: "08",
    after: [],
    says: "a reaction waits for its message, makes no bubble, nothing unread",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_CONVERSATION, contactIdentities: 1, parkedEvents: 1 },
    rows: {
      contacts: [{ ...ANNIKA, message_count: 0 }],
      conversations: [{ unread_count: 0, message_count: 0 }],
      parkedEvents: [{ target: reactionTarget, event: { emoji: "❤️" } }],
    },
  },
  {
    fixture: "09",
    after: ["08"],
    says: "its removal waits with it",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_CONVERSATION, contactIdentities: 1, parkedEvents: 2 },
    rows: {
      parkedEvents: [
        { target: reactionTarget, event: { emoji: "❤️" } },
        { target: reactionTarget, event: { emoji: undefined } },
      ],
    },
  },
  {
    fixture: "09",
    after: [],
    says: "a removal alone shows nothing",
    answer: ACCEPTED,
    audit: processed(),
    counts: { ...ONE_CONVERSATION, contactIdentities: 1, parkedEvents: 1 },
    rows: { conversations: [{ unread_count: 0, message_count: 0 }] },
  },
];
