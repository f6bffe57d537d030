import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeReaction, type Reaction } from "../../../src/lib/crm/reactions";
import { expectAnyOrder } from "./mergeLaws";

const learn = (list: Reaction[], reaction: Reaction): Reaction[] =>
  mergeReaction(list, reaction) ?? list;

const HEART: Reaction = {
  direction: "inbound",
  emoji: "❤️",
  at: 100,
  kapso_message_id: "wamid.A",
};
const REMOVED: Reaction = {
  direction: "inbound",
  at: 200,
  kapso_message_id: "wamid.B",
};

describe("mergeReaction", () => {
  it("keeps the newest reaction of each side", () => {
    const ours: Reaction = {
      ...HEART,
      direction: "outbound",
      emoji: "👍",
      kapso_message_id: "wamid.C",
    };
    const newer = { ...HEART, emoji: "😮", at: 150 };
    const list = [HEART, ours, newer].reduce(learn, []);
    expect(list).toEqual([newer, ours]);
  });

  it("remembers a removal, so that a late reaction stays removed", () => {
    expect([HEART, REMOVED].reduce(learn, [])).toEqual([REMOVED]);
    expect([REMOVED, HEART].reduce(learn, [])).toEqual([REMOVED]);
  });

  it("says null when there is nothing new", () => {
    expect(mergeReaction([HEART], HEART)).toBeNull();
    expect(mergeReaction([REMOVED], HEART)).toBeNull();
  });

  it("settles one instant by the reaction's id", () => {
    const other = { ...HEART, emoji: "😮", kapso_message_id: "wamid.Z" };
    expect([HEART, other].reduce(learn, [])).toEqual([other]);
    expect([other, HEART].reduce(learn, [])).toEqual([other]);
  });

  it("does not depend on order or repetition", () => {
    const reaction: fc.Arbitrary<Reaction> = fc.record(
      {
        direction: fc.constantFrom<Reaction["direction"]>(
          "inbound",
          "outbound",
        ),
        emoji: fc.constantFrom("❤️", "👍", "😮"),
        at: fc.integer({ min: 1, max: 3 }),
        kapso_message_id: fc.constantFrom("wamid.A", "wamid.B"),
      },
      { requiredKeys: ["direction", "at", "kapso_message_id"] },
    );
    expectAnyOrder(reaction, [], learn);
  });
});
