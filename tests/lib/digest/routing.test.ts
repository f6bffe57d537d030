import { describe, expect, it } from "vitest";
import { toPages } from "../../../src/lib/digest/pages";
import {
  chooseModel,
  chooseRoute,
  type Route,
} from "../../../src/lib/digest/routing";
import { selectMessages } from "../../../src/lib/digest/select";
import type { SourceMessage, Standing } from "../../../src/lib/digest/types";
import { message, standing } from "./builders";

function routeOf(messages: SourceMessage[], standings: Standing[] = []): Route {
  const selection = selectMessages({
    messages,
    after: null,
    upTo: Number.MAX_SAFE_INTEGER,
    standings,
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
  const before = standing([message({ conversationId: "old", text: "Ada?" })]);

  it.each<[string, Route, SourceMessage[], Standing[]]>([
    ["nothing", { kind: "skip" }, [], []],
    ["only who waits since before", { kind: "template" }, [], [before]],
    ["three short messages", { kind: "template" }, many(3, 1, 100), []],
    ["three long messages", { kind: "single" }, many(3, 1, 400), []],
    ["four short messages", { kind: "single" }, many(2, 2, 10), []],
    ["a usual day", { kind: "single" }, many(20, 5, 80), []],
    ["80 conversations", { kind: "single" }, many(80, 1, 80), []],
    ["81 conversations", { kind: "paged", pages: 2 }, many(81, 1, 80), []],
    ["long messages", { kind: "paged", pages: 2 }, many(40, 4, 4000), []],
    [
      "more than the budget allows",
      { kind: "paged", pages: 4 },
      many(400, 1, 80),
      [],
    ],
  ])("for %s", (_name, route, messages, standings) => {
    expect(routeOf(messages, standings)).toEqual(route);
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
