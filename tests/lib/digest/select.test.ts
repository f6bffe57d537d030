import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { standingsOf } from "../../../scripts/eval/standings";
import {
  MAX_MESSAGES_PER_CONVERSATION,
  selectMessages,
  type SelectInput,
} from "../../../src/lib/digest/select";
import type { Selection, SourceMessage } from "../../../src/lib/digest/types";
import { propertyRuns } from "../../support/propertyRuns";
import { message, MORNING, standing } from "./builders";

const TEXTS = [
  "Halo kak",
  "Berapa harganya?",
  "Pesanan saya belum sampai",
  "Oke, terima kasih 🙏",
  "Baik kak, kami cek dulu ya",
  "Bisa hari Sabtu?",
  "",
];

function select(
  messages: SourceMessage[],
  overrides: Partial<SelectInput> = {},
): Selection {
  return selectMessages({
    messages,
    after: null,
    upTo: Number.MAX_SAFE_INTEGER,
    standings: standingsOf(messages),
    ...overrides,
  });
}

function idsOf({ conversations }: Selection): string[] {
  return conversations.flatMap(({ messages }) => messages.map(({ id }) => id));
}

const messagesArbitrary = fc
  .array(
    fc.record({
      conversationId: fc.nat(12).map((n) => `conversation-${n}`),
      direction: fc.constantFrom("inbound" as const, "outbound" as const),
      text: fc.constantFrom(...TEXTS),
      sentAt: fc.integer({ min: MORNING, max: MORNING + 500 }),
    }),
    { maxLength: 400, size: "max" },
  )
  .map((parts) =>
    parts.map((part, i) => message({ ...part, id: `m${i}`, mark: i })),
  );

describe("the window between two watermarks", () => {
  it("opens after the last watermark and closes with this one", () => {
    const messages = [1, 2, 3, 4].map((mark) =>
      message({ id: `m${mark}`, mark }),
    );
    expect(idsOf(select(messages, { after: 1, upTo: 3 }))).toEqual([
      "m2",
      "m3",
    ]);
  });

  it("takes 64-bit commit timestamps without rounding", () => {
    const at = 1_795_000_000_000_000_001n;
    const messages = [at, at + 1n].map((mark, i) =>
      message({ id: `m${i}`, mark }),
    );
    expect(idsOf(select(messages, { after: at, upTo: at + 1n }))).toEqual([
      "m1",
    ]);
  });

  it("has every message in exactly one of two windows that meet", () => {
    fc.assert(
      fc.property(messagesArbitrary, fc.nat(400), (messages, cut) => {
        const earlier = select(messages, { upTo: cut }).counts.messages;
        const later = select(messages, { after: cut }).counts.messages;
        expect(earlier + later).toBe(messages.length);
      }),
    );
  });

  it("counts a message once that comes twice", () => {
    const one = message();
    const { conversations, counts } = select([one, one], { standings: [] });
    expect(conversations[0]?.messages).toEqual([one]);
    expect(counts).toMatchObject({ messages: 1, inbound: 1, selected: 1 });
  });
});

describe("selection within one conversation", () => {
  it("keeps its newest messages and says how many it left out", () => {
    const messages = Array.from({ length: 70 }, (_, i) =>
      message({ id: `m${i}`, sentAt: MORNING + i }),
    );
    const [only] = select(messages).conversations;
    expect(only?.messages).toHaveLength(MAX_MESSAGES_PER_CONVERSATION);
    expect(only?.messages[0]?.id).toBe("m20");
    expect(only?.leftOutCount).toBe(20);
  });

  it("begins with a question, never with the answer to one left out", () => {
    const messages = Array.from({ length: 71 }, (_, i) =>
      message({
        id: `m${i}`,
        sentAt: MORNING + i,
        direction: i % 2 === 0 ? "inbound" : "outbound",
      }),
    );
    const [only] = select(messages).conversations;
    expect(only?.messages[0]).toMatchObject({
      id: "m22",
      direction: "inbound",
    });
    expect(only?.leftOutCount).toBe(22);
  });

  it("goes on from what was said before the window", () => {
    const before = message({ text: "Ada stok?", mark: 1, sentAt: MORNING - 5 });
    const now = message({ direction: "outbound", text: "Ada kak", mark: 9 });
    const { conversations, counts } = select([before, now], {
      after: 5,
      standings: standingsOf([before, now], { after: 5 }),
    });
    expect(conversations[0]?.messages).toEqual([before, now]);
    expect(counts).toMatchObject({ messages: 1, selected: 1 });
  });

  it("does not depend on the order of arrival", () => {
    fc.assert(
      fc.property(
        messagesArbitrary.chain((messages) =>
          fc.tuple(
            fc.constant(messages),
            fc.shuffledSubarray(messages, { minLength: messages.length }),
          ),
        ),
        ([messages, shuffled]) => {
          expect(select(shuffled)).toEqual(select(messages));
        },
      ),
      { numRuns: propertyRuns(60), endOnFailure: true },
    );
  });
});

describe("who waits", () => {
  const asked = message({ conversationId: "old", text: "Ada stok?" });

  it("is there although nothing is new, with the whole question", () => {
    const { conversations, counts } = select([], {
      standings: [standing([asked])],
    });
    expect(conversations).toMatchObject([
      {
        conversationId: "old",
        isCarried: true,
        waitingSince: asked.sentAt,
        messages: [{ text: "Ada stok?" }],
      },
    ]);
    expect(counts).toMatchObject({ messages: 0, waiting: 1, selected: 0 });
  });

  it("is counted, however many they are", () => {
    const standings = Array.from({ length: 301 }, (_, i) =>
      standing([message({ conversationId: `c${i}`, text: "Ada?" })]),
    );
    expect(select([], { standings }).counts.waiting).toBe(301);
  });

  it("is no spammer, whose words nobody reads", () => {
    const spam = message({ conversationId: "spam", text: "hadiah" });
    const { conversations, counts } = select([spam], {
      standings: [
        standing([], { conversationId: "spam", waiting: null, isSpam: true }),
      ],
    });
    expect(conversations).toEqual([]);
    expect(counts).toMatchObject({ messages: 0, spam: 1, newPeople: 0 });
  });
});

it("puts emergencies first, then who waits longest, who has no news last", () => {
  const messages = [
    message({ conversationId: "done", direction: "outbound" }),
    message({ conversationId: "late", text: "Ada?", sentAt: MORNING + 50 }),
    message({ conversationId: "early", text: "Ada?", sentAt: MORNING + 10 }),
    message({
      conversationId: "hurt",
      text: "anak saya kejatuhan lemari",
      sentAt: MORNING + 90,
    }),
  ];
  const old = message({ conversationId: "old", text: "Ada?", sentAt: 5 });
  const { conversations, counts } = select(messages, {
    standings: [...standingsOf(messages), standing([old])],
  });
  expect(conversations.map((one) => one.conversationId)).toEqual([
    "hurt",
    "early",
    "late",
    "old",
    "done",
  ]);
  expect(counts).toMatchObject({ waiting: 4, urgent: 1 });
});
