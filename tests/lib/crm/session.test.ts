import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isNewerSession,
  isSessionEnded,
  mergeSessionTimes,
  type IdentifiedSession,
  type SessionTimes,
} from "../../../src/lib/crm/session";
import { expectOrderFree } from "./mergeLaws";

const merge = (a: SessionTimes, b: SessionTimes): SessionTimes =>
  mergeSessionTimes(a, b) ?? a;

describe("mergeSessionTimes", () => {
  it("keeps the earliest start and the latest of everything else", () => {
    expect(
      merge(
        { started_at: 5, last_active_at: 10, ended_at: 20 },
        { started_at: 3, last_active_at: 8, ended_at: 30, inactive_at: 4 },
      ),
    ).toEqual({
      started_at: 3,
      last_active_at: 10,
      ended_at: 30,
      inactive_at: 4,
    });
  });

  it("says null when there is nothing new", () => {
    const known = { started_at: 3, last_active_at: 10 };
    expect(mergeSessionTimes(known, known)).toBeNull();
    expect(
      mergeSessionTimes(known, { started_at: 4, last_active_at: 9 }),
    ).toBeNull();
  });

  it("does not depend on order, grouping or repetition", () => {
    const time = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
    expectOrderFree(
      fc.record({
        started_at: time,
        last_active_at: fc.integer({ min: 0, max: 4 }),
        ended_at: time,
        inactive_at: time,
      }),
      merge,
    );
  });
});

describe("isSessionEnded", () => {
  it.each([
    ["without an end", { last_active_at: 10 }, false],
    [
      "when it ended after the last message",
      { last_active_at: 10, ended_at: 11 },
      true,
    ],
    [
      "when it ended with the last message",
      { last_active_at: 10, ended_at: 10 },
      true,
    ],
    [
      "when a message came after the end",
      { last_active_at: 11, ended_at: 10 },
      false,
    ],
  ])("%s: %j is %s", (_name, times, expected) => {
    expect(isSessionEnded(times)).toBe(expected);
  });
});

describe("isNewerSession", () => {
  const arbitrarySession = fc.record({
    last_active_at: fc.integer({ min: 0, max: 3 }),
    kapso_conversation_id: fc.constantFrom("a", "b", "c"),
  });

  it("goes by activity, then by id", () => {
    const session = (
      last_active_at: number,
      kapso_conversation_id: string,
    ) => ({
      last_active_at,
      kapso_conversation_id,
    });
    expect(isNewerSession(session(2, "a"), session(1, "b"))).toBe(true);
    expect(isNewerSession(session(1, "a"), session(2, "b"))).toBe(false);
    expect(isNewerSession(session(1, "b"), session(1, "a"))).toBe(true);
  });

  it("picks one newest session whatever the order they are seen in", () => {
    const newer = (a: IdentifiedSession, b: IdentifiedSession) =>
      isNewerSession(b, a) ? b : a;
    expectOrderFree(arbitrarySession, newer);
  });
});
