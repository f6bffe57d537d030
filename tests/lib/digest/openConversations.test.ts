import { describe, expect, it } from "vitest";
import { estimateTokens } from "../../../src/lib/ai/tokens";
import { toOpenConversations } from "../../../src/lib/digest/openConversations";
import { MAX_CARRIED_TOKENS, toPages } from "../../../src/lib/digest/pages";
import { buildPageRequest } from "../../../src/lib/digest/prompt";
import { selectMessages } from "../../../src/lib/digest/select";
import { toTranscript } from "../../../src/lib/digest/transcript";
import type {
  OpenConversation,
  Selection,
  SourceMessage,
} from "../../../src/lib/digest/types";
import { message, MORNING } from "./builders";
import { FENCE, NOW, scrubber, selection, TIMEZONE } from "./corpus/scenario";

function select(
  messages: SourceMessage[],
  openConversations: OpenConversation[],
): Selection {
  return selectMessages({
    messages,
    after: null,
    upTo: Number.MAX_SAFE_INTEGER,
    seed: "run",
    openConversations,
  });
}

/** What the model is sent on a day, in characters. */
function sentOn(day: Selection): number {
  const { pages } = toTranscript(toPages(day.conversations, 1).pages, {
    scrubber,
    timezone: TIMEZONE,
    now: NOW,
  });
  const setting = {
    language: "id" as const,
    timezone: TIMEZONE,
    now: NOW,
    fence: FENCE,
  };
  return buildPageRequest(pages[0] ?? [], { number: 1, of: 1 }, setting)
    .chat.messages.map(({ content }) => content.length)
    .reduce((sum, length) => sum + length, 0);
}

describe("toOpenConversations", () => {
  it("keeps a scrubbed beginning of each first question", () => {
    const conversations = toOpenConversations(selection, [], scrubber);
    expect(conversations.map(({ messageId }) => messageId)).toEqual([
      "message-1",
      "message-5",
      "message-6",
      "message-7",
    ]);
    expect(JSON.stringify(conversations)).not.toMatch(/Sari|0812/);
  });

  it("keeps the first question of a conversation through silent and loud days", () => {
    const asked = message({
      conversationId: "c",
      text: "Ada stok?",
      sentAt: MORNING,
    });
    const first = toOpenConversations(select([asked], []), [], scrubber);
    const silent = toOpenConversations(select([], first), first, scrubber);
    const again = message({
      conversationId: "c",
      text: "Halo?",
      sentAt: MORNING + 9e7,
    });
    const loud = toOpenConversations(select([again], silent), silent, scrubber);
    for (const conversations of [first, silent, loud]) {
      expect(conversations).toEqual([
        {
          conversationId: "c",
          messageId: asked.id,
          since: MORNING,
          snippet: "Ada stok?",
        },
      ]);
    }
    const answer = message({
      conversationId: "c",
      direction: "outbound",
      sentAt: MORNING + 9.1e7,
    });
    expect(toOpenConversations(select([answer], loud), loud, scrubber)).toEqual(
      [],
    );
  });

  it("does not grow what is sent, however long nobody answers", () => {
    let conversations: OpenConversation[] = [];
    const sent: number[] = [];
    for (let day = 0; day < 60; day++) {
      const messages = Array.from({ length: 20 }, (_, i) =>
        message({
          conversationId: `day-${day}-${i}`,
          text: "Berapa harga paket untuk 4 orang dengan antar ke rumah?",
          sentAt: MORNING - (60 - day) * 86_400_000 + i,
        }),
      );
      const today = select(messages, conversations);
      sent.push(sentOn(today));
      conversations = toOpenConversations(today, conversations, scrubber);
    }
    const [first = 0] = sent;
    expect(estimateTokens(Math.max(...sent) - first)).toBeLessThanOrEqual(
      MAX_CARRIED_TOKENS + 20,
    );
    expect(conversations).toHaveLength(100);
  });
});
