/** The cache of paid answers: hits and misses. */
import { describe, expect, it } from "vitest";
import {
  citedAliases,
  isAnswerTo,
  requestHash,
  type KeptAnswer,
} from "../../../src/lib/digest/kept";
import type { DigestRequest } from "../../../src/lib/digest/prompt";
import type { TranscriptLine } from "../../../src/lib/digest/transcript";

function line(alias: string, messageId: string): [string, TranscriptLine] {
  return [
    alias,
    {
      alias,
      messageId,
      conversationId: "c",
      direction: "inbound",
      text: "halo",
      sentAt: 0,
      local: {
        year: 2026,
        month: 9,
        day: 16,
        hour: 9,
        minute: 0,
        second: 0,
      },
      waiting: null,
    },
  ];
}

const linesOf = (...ids: string[]): Pick<DigestRequest, "lines"> => ({
  lines: new Map(ids.map((id, at) => line(`m${at + 1}`, id))),
});

const chatOf = (content: string): Pick<DigestRequest, "chat"> => ({
  chat: { messages: [{ role: "user", content }], maxOutputTokens: 10 },
});

const answerCiting = (...cites: string[]) =>
  JSON.stringify({ bullets: [{ kind: "request", text: "x", cites }] });

describe("requestHash", () => {
  it("is the same for the same words, and another for any other", async () => {
    const hash = await requestHash(chatOf("satu"));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await requestHash(chatOf("satu"))).toBe(hash);
    expect(await requestHash(chatOf("satu "))).not.toBe(hash);
    expect(
      await requestHash({
        chat: { ...chatOf("satu").chat, temperature: 0 },
      }),
    ).not.toBe(hash);
  });
});

describe("citedAliases", () => {
  it("are those of an answer, once each, with their messages", () => {
    const answer = answerCiting("m2", "m1", "m2");
    expect(citedAliases(answer, linesOf("a", "b", "c"))).toEqual([
      { alias: "m2", message_id: "b" },
      { alias: "m1", message_id: "a" },
    ]);
  });

  it.each([["not JSON"], ["{}"], [answerCiting("m9")]])(
    "are none in %s",
    (answer) => {
      expect(citedAliases(answer, linesOf("a"))).toEqual([]);
    },
  );
});

describe("isAnswerTo", () => {
  const kept: KeptAnswer = {
    request_sha256: "hash",
    answer: answerCiting("m2"),
    finish_reason: "stop",
    aliases: [{ alias: "m2", message_id: "b" }],
  };

  it.each<[string, boolean, Pick<DigestRequest, "lines">, string]>([
    ["the same request", true, linesOf("a", "b"), "hash"],
    ["other words", false, linesOf("a", "b"), "other"],
    ["the same words of another customer", false, linesOf("a", "x"), "hash"],
    ["a shorter window", false, linesOf("a"), "hash"],
    ["another message that it does not cite", true, linesOf("x", "b"), "hash"],
  ])("to %s counts: %s", (_name, counts, request, hash) => {
    expect(isAnswerTo(kept, request, hash)).toBe(counts);
  });
});
