import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  MAX_MESSAGES_PER_CONVERSATION,
  SAMPLE_SIZE,
  selectMessages,
  type SelectInput,
} from "../../../src/lib/digest/select";
import { isMarked } from "../../../src/lib/digest/signals";
import { unansweredOf } from "../../../src/lib/digest/conversations";
import type {
  OpenConversation,
  Selection,
  SourceMessage,
} from "../../../src/lib/digest/types";
import { propertyRuns } from "../../support/propertyRuns";
import { message, MORNING } from "./builders";

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
    seed: "run-1",
    openConversations: [],
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
    const { conversations, counts } = select([one, one]);
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

  it("waits since its first message without an answer", () => {
    const messages = [
      message({ text: "Ada stok?" }),
      message({ direction: "outbound", text: "Ada kak" }),
      message({ text: "Berapa harganya?", sentAt: MORNING + 5000 }),
      message({ text: "Kak?", sentAt: MORNING + 9000 }),
    ];
    expect(select(messages).conversations[0]?.waitingSince).toBe(
      MORNING + 5000,
    );
  });

  it("does not wait after a word of thanks", () => {
    const messages = [
      message({ direction: "outbound", text: "Sudah kami kirim" }),
      message({ text: "Oke kak, terima kasih banyak 🙏" }),
    ];
    expect(select(messages).conversations[0]?.waitingSince).toBeNull();
  });
});

describe("conversations open since the last digest", () => {
  const conversation: OpenConversation = {
    conversationId: "old",
    messageId: "asked",
    since: MORNING - 1000,
    snippet: "Ada stok?",
  };

  it("stay while nothing happens", () => {
    const { conversations, counts } = select([], {
      openConversations: [conversation],
    });
    expect(conversations).toMatchObject([
      {
        conversationId: "old",
        isCarried: true,
        waitingSince: conversation.since,
      },
    ]);
    expect(counts).toMatchObject({ messages: 0, waiting: 1, selected: 0 });
  });

  it("keep their time when the customer asks again, even with thanks", () => {
    for (const text of ["Halo?", "Terima kasih"]) {
      const { conversations } = select(
        [message({ conversationId: "old", text })],
        {
          openConversations: [conversation],
        },
      );
      expect(conversations).toMatchObject([
        { isCarried: false, waitingSince: conversation.since },
      ]);
    }
  });

  it("end with an answer", () => {
    const answer = message({ conversationId: "old", direction: "outbound" });
    const { counts } = select([answer], { openConversations: [conversation] });
    expect(counts.waiting).toBe(0);
  });
});

/** Hundreds of messages take minutes to shrink; the seed is enough. */
const sampleRuns = { numRuns: propertyRuns(60), endOnFailure: true };

describe("the sample of a loud workspace", () => {
  it("is everything up to its size", () => {
    const messages = Array.from({ length: SAMPLE_SIZE }, (_, i) =>
      message({ conversationId: `c${i % 3}`, text: "ya" }),
    );
    expect(select(messages).counts.selected).toBe(SAMPLE_SIZE);
  });

  it("keeps what must stay and fills up to its size", () => {
    fc.assert(
      fc.property(messagesArbitrary, fc.string(), (messages, seed) => {
        const selection = select(messages, { seed });
        const ids = new Set(idsOf(selection));
        const mustStay = new Set<string>();
        for (const { conversationId } of selection.conversations) {
          const all = messages
            .filter((one) => one.conversationId === conversationId)
            .sort(
              (a, b) => a.sentAt - b.sentAt || Number(a.mark) - Number(b.mark),
            )
            .slice(-MAX_MESSAGES_PER_CONVERSATION);
          const first = all.find(({ direction }) => direction === "inbound");
          for (const one of [
            ...(first ? [first] : []),
            ...all.slice(-1),
            ...unansweredOf(all),
            ...all.filter(({ text }) => isMarked(text)),
          ]) {
            mustStay.add(one.id);
            expect(ids).toContain(one.id);
          }
        }
        const capped = selection.conversations.reduce(
          (sum, one) =>
            sum + Math.min(one.messages.length + one.leftOutCount, 50),
          0,
        );
        expect(ids.size).toBe(
          Math.min(capped, Math.max(SAMPLE_SIZE, mustStay.size)),
        );
        expect(selection.counts.selected).toBe(ids.size);
      }),
      sampleRuns,
    );
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
      sampleRuns,
    );
  });

  it("gives a talkative conversation more, but not all in proportion", () => {
    const talk = (conversationId: string, count: number) =>
      Array.from({ length: count }, (_, i) =>
        message({
          conversationId,
          direction: i === 0 ? "inbound" : "outbound",
          text: "catatan",
        }),
      );
    const quiet = Array.from({ length: 16 }, (_, i) => talk(`quiet-${i}`, 9));
    const selection = select([...talk("busy", 49), ...quiet.flat()]);
    expect(selection.counts.selected).toBe(SAMPLE_SIZE);
    const sizes = selection.conversations.map(
      ({ messages }) => messages.length,
    );
    const busy = Math.max(...sizes);
    // Two of each stay; 66 places are shared 7 : 3 : 3 : … : 3.
    expect(busy).toBe(2 + 8);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(2 + 3);
  });
});

it("puts who waits longest first, and who has no news last among them", () => {
  const { conversations } = select(
    [
      message({ conversationId: "done", direction: "outbound" }),
      message({ conversationId: "late", text: "Ada?", sentAt: MORNING + 50 }),
      message({ conversationId: "early", text: "Ada?", sentAt: MORNING + 10 }),
    ],
    {
      openConversations: [
        { conversationId: "old", messageId: "x", since: 5, snippet: "Ada?" },
      ],
    },
  );
  expect(conversations.map((one) => one.conversationId)).toEqual([
    "early",
    "late",
    "old",
    "done",
  ]);
});
