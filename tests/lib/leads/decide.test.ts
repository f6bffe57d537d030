/** Who is a lead, by what they and we wrote. */
import { describe, expect, it } from "vitest";
import {
  decide,
  DEFAULT_RULES,
  engagedAt,
  qualify,
  type CountedMessage,
  type LeadFacts,
} from "../../../src/lib/leads/decide";
import { HOUR_MS } from "../../../src/lib/time/units";

const said = (
  direction: CountedMessage["direction"],
  hour: number,
  more: Partial<CountedMessage> = {},
): CountedMessage => ({
  direction,
  isHistory: false,
  sentAt: hour * HOUR_MS,
  arrivedAt: hour * HOUR_MS,
  ...more,
});

describe("qualifying", () => {
  it.each<[string, CountedMessage[], ReturnType<typeof qualify>]>([
    ["nobody by nothing", [], null],
    ["nobody by one message", [said("inbound", 0)], null],
    ["by two", [said("inbound", 0), said("inbound", 1)], "messages"],
    [
      "by an answer to what we wrote first",
      [said("outbound", 0), said("inbound", 24)],
      "greeting_answered",
    ],
    [
      "not by one that came late",
      [said("outbound", 0), said("inbound", 24.01)],
      null,
    ],
    ["not by one before it", [said("inbound", 0), said("outbound", 1)], null],
    [
      "not by what was imported",
      [said("inbound", 0, { isHistory: true }), said("inbound", 1)],
      null,
    ],
  ])("makes leads %s", (_what, messages, reason) => {
    expect(qualify(messages, DEFAULT_RULES)).toBe(reason);
    expect(qualify([...messages].reverse(), DEFAULT_RULES)).toBe(reason);
  });

  it("asks for as many messages as the workspace does", () => {
    const three = [0, 1, 2].map((hour) => said("inbound", hour));
    const rules = { ...DEFAULT_RULES, messages: 3 };
    expect(qualify(three, rules)).toBe("messages");
    expect(qualify(three.slice(1), rules)).toBeNull();
  });
});

describe("engagement", () => {
  it("is the arrival of the customer's last message", () => {
    const messages = [
      said("inbound", 1, { arrivedAt: 9 }),
      said("outbound", 50),
      said("inbound", 0, { isHistory: true }),
    ];
    expect(engagedAt(messages)).toBe(9);
    expect(engagedAt([said("outbound", 1)])).toBeUndefined();
  });
});

describe("deciding", () => {
  const facts = (more: Partial<LeadFacts>): LeadFacts => ({
    status: "none",
    isByPerson: false,
    isTeamPhone: false,
    isSpam: false,
    leadReason: null,
    qualifies: null,
    isIdle: false,
    ...more,
  });
  it.each<[string, Partial<LeadFacts>, ReturnType<typeof decide>]>([
    ["leaves who is nothing", {}, null],
    [
      "makes a lead of who qualifies",
      { qualifies: "messages" },
      { status: "unqualified", reason: "messages" },
    ],
    [
      "makes none of the team",
      { qualifies: "messages", isTeamPhone: true },
      null,
    ],
    [
      "takes back one of the team",
      { status: "unqualified", leadReason: "messages", isTeamPhone: true },
      { status: "none", reason: "team_phone" },
    ],
    [
      "calls spam what is flagged, lead or not",
      { qualifies: "messages", isSpam: true },
      { status: "spam", reason: "flagged_spam" },
    ],
    [
      "takes its own flag back",
      { status: "spam", qualifies: "messages" },
      { status: "unqualified", reason: "messages" },
    ],
    [
      "takes a flag back from one who is no lead",
      { status: "spam" },
      { status: "none", reason: "no_longer" },
    ],
    ["leaves customers", { status: "customer", qualifies: "messages" }, null],
    [
      "leaves customers that look like spam",
      { status: "customer", isSpam: true },
      null,
    ],
    [
      "archives who is away",
      { status: "unqualified", leadReason: "messages", isIdle: true },
      { status: "archived", reason: "no_engagement" },
    ],
    [
      "archives a lead that a person made, too",
      { status: "unqualified", isByPerson: true, isIdle: true },
      { status: "archived", reason: "no_engagement" },
    ],
    [
      "brings back who writes again",
      { status: "archived", leadReason: "by_hand" },
      { status: "unqualified", reason: "wrote_again" },
    ],
    [
      "leaves what a person archived",
      { status: "archived", isByPerson: true, qualifies: "messages" },
      null,
    ],
    [
      "leaves what a person says is nothing",
      { isByPerson: true, qualifies: "messages" },
      null,
    ],
    [
      "leaves what a person says is no spam",
      { status: "unqualified", isByPerson: true, isSpam: true },
      null,
    ],
  ])("%s", (_what, more, decision) => {
    expect(decide(facts(more))).toEqual(decision);
  });

  it("is over after one step", () => {
    const statuses = ["none", "unqualified", "archived", "spam"] as const;
    for (const status of statuses) {
      for (const isIdle of [true, false]) {
        for (const isSpam of [true, false]) {
          const before = facts({
            status,
            isIdle,
            isSpam,
            leadReason: "messages",
          });
          const next = decide(before)?.status ?? status;
          expect(decide({ ...before, status: next })).toBeNull();
        }
      }
    }
  });
});
