import { describe, expect, it } from "vitest";
import { toPages } from "../../../src/lib/digest/pages";
import {
  chooseModel,
  chooseRoute,
  type Route,
} from "../../../src/lib/digest/routing";
import { selectMessages } from "../../../src/lib/digest/select";
import type {
  OpenConversation,
  SourceMessage,
} from "../../../src/lib/digest/types";
import { message } from "./builders";

function routeOf(
  messages: SourceMessage[],
  openConversations: OpenConversation[] = [],
): Route {
  const selection = selectMessages({
    messages,
    after: null,
    upTo: Number.MAX_SAFE_INTEGER,
    seed: "run",
    openConversations,
  });
  return chooseRoute(selection, toPages(selection.conversations, 4));
}

function many(
  conversations: number,
  each: number,
  length: number,
): SourceMessage[] {
  return Array.from({ length: conversations * each }, (_, i) =>
    message({
      conversationId: `c${i % conversations}`,
      text: "x".repeat(length),
    }),
  );
}

describe("chooseRoute", () => {
  const conversation = {
    conversationId: "old",
    messageId: "m",
    since: 1,
    snippet: "Ada?",
  };

  it.each<[string, Route, SourceMessage[], OpenConversation[]]>([
    ["nothing", { kind: "skip" }, [], []],
    ["only who waits since before", { kind: "template" }, [], [conversation]],
    ["three short messages", { kind: "template" }, many(3, 1, 100), []],
    ["three long messages", { kind: "single" }, many(3, 1, 400), []],
    ["four short messages", { kind: "single" }, many(2, 2, 10), []],
    ["a usual day", { kind: "single" }, many(20, 5, 80), []],
    ["60 conversations", { kind: "paged", pages: 2 }, many(60, 1, 80), []],
    ["long messages", { kind: "paged", pages: 2 }, many(40, 4, 4000), []],
    [
      "more than the budget allows",
      { kind: "paged", pages: 4 },
      many(400, 1, 80),
      [],
    ],
  ])("for %s", (_name, route, messages, conversations) => {
    expect(routeOf(messages, conversations)).toEqual(route);
  });
});

it("asks twice at most, the large model only for who pays", () => {
  expect([0, 1, 2].map((refused) => chooseModel("free", refused))).toEqual([
    "small",
    "small",
    null,
  ]);
  expect([0, 1, 2].map((refused) => chooseModel("paid", refused))).toEqual([
    "small",
    "large",
    null,
  ]);
});
