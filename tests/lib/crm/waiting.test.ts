/** Who waits, told by labelled conversations and by what must always hold. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findWaiting,
  QUICK_ANSWER_MS,
  type SaidMessage,
} from "../../../src/lib/crm/waiting";
import { HOUR_MS } from "../../../src/lib/time/units";
import { propertyRuns } from "../../support/propertyRuns";
import { missesOf, readLabelled } from "./waiting/conversations";

/** Files of labelled conversations, and which share at least is told right. */
const FILES: [name: string, minShare: number][] = [
  ["scored.txt", 0.95],
  ["unseen.txt", 0.95],
  ["tuned.txt", 0.95],
  // 54 of 58: nobody has looked at these to make the rule better.
  ["last.txt", 0.93],
  ["fresh.txt", 0.95],
];

describe("labelled conversations", () => {
  it.each(FILES)("of %s are told right", async (name, minShare) => {
    const conversations = await readLabelled(name);
    const misses = missesOf(conversations);
    const right = 1 - misses.length / conversations.length;
    expect([misses, right >= minShare]).toEqual([misses, true]);
  });

  it("are of every kind", async () => {
    const all = (await Promise.all(FILES.map(([name]) => readLabelled(name))))
      .flat()
      .map(({ label }) => label.replace(/\d+/, "waits"));
    expect(all.length).toBeGreaterThan(500);
    expect(new Set(all)).toEqual(new Set(["-", "waits", "waitsp"]));
  });
});

const START = Date.UTC(2026, 8, 14);
const say = (
  id: string,
  direction: SaidMessage["direction"],
  text: string,
  more: Partial<SaidMessage> = {},
): SaidMessage => ({
  id,
  direction,
  text,
  type: "text",
  sentAt: START + Number(id) * HOUR_MS,
  ...more,
});

const ask = say("1", "inbound", "Kak ready?");

describe("what a customer waits for", () => {
  it("is known with its time and its message", () => {
    expect(findWaiting([ask]).waiting).toEqual({
      since: ask.sentAt,
      messageId: "1",
      promise: null,
    });
  });

  it("is our promise, with its own time, until we answer", () => {
    const promise = say("2", "outbound", "Kami cek dulu ya kak");
    const nudge = say("3", "inbound", "gimana kak?");
    expect(findWaiting([ask, promise, nudge]).waiting).toEqual({
      since: ask.sentAt,
      messageId: "1",
      promise: { messageId: "2", at: promise.sentAt },
    });
    const answer = say("4", "outbound", "Ready kak");
    expect(findWaiting([ask, promise, nudge, answer]).waiting).toBeNull();
  });

  it("is not answered within the seconds that no person needs", () => {
    const answered = (ms: number) =>
      say("2", "outbound", "Ready kak", { sentAt: ask.sentAt + ms });
    expect(
      findWaiting([ask, answered(QUICK_ANSWER_MS)]).waiting,
    ).not.toBeNull();
    expect(findWaiting([ask, answered(QUICK_ANSWER_MS + 1000)]).waiting).toBe(
      null,
    );
  });

  it("is not answered by what we said in the same second", () => {
    const ours = say("2", "outbound", "Ready kak", { sentAt: ask.sentAt });
    expect(findWaiting([ours, ask]).waiting?.messageId).toBe("1");
  });

  it("is not answered by a message that failed", () => {
    const failed = say("2", "outbound", "Ready kak", { isFailed: true });
    expect(findWaiting([ask, failed]).waiting?.messageId).toBe("1");
  });

  it("is forgotten by a dismissal until something new is asked", () => {
    const seen = { ...ask, isDismissed: true };
    expect(findWaiting([seen]).waiting).toBeNull();
    const thanks = say("2", "inbound", "makasih kak");
    expect(findWaiting([seen, thanks]).waiting).toBeNull();
    const again = say("3", "inbound", "jadi gimana kak?");
    expect(findWaiting([seen, thanks, again]).waiting?.messageId).toBe("3");
  });
});

const TEXTS = [
  "Kak ready?",
  "halo",
  "makasih kak",
  "makasih infonya",
  "ga jadi kak",
  "sudah transfer ya",
  "iya",
  "besok saya transfer",
  "kami cek dulu ya",
  "ready kak",
  "mau dikirim kapan kak?",
  "Terima kasih telah menghubungi kami",
  "halo kak",
];

const saidArbitrary: fc.Arbitrary<Omit<SaidMessage, "id">> = fc.record({
  direction: fc.constantFrom("inbound" as const, "outbound" as const),
  type: fc.constantFrom("text", "text", "text", "sticker", "template", "image"),
  text: fc.constantFrom(...TEXTS),
  sentAt: fc.nat(30 * 3600).map((seconds) => START + seconds * 1000),
  origin: fc.constantFrom("cloud_api" as const, "history_sync" as const),
  isFailed: fc.boolean(),
});

describe("the newest messages of a conversation", () => {
  const storyArbitrary = fc
    .array(saidArbitrary, { maxLength: 20 })
    .map((story) => story.map((said, i) => ({ ...said, id: `m${i}` })));

  it("tell the same in any order", () => {
    fc.assert(
      fc.property(storyArbitrary, (story) => {
        expect(findWaiting(story.toReversed())).toEqual(findWaiting(story));
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it("tell the same as all of them once they settle it", () => {
    let settled = 0;
    fc.assert(
      fc.property(
        storyArbitrary,
        fc.nat(12),
        fc.array(fc.nat(30 * 3600), { maxLength: 1 }),
        (story, count, notedAt) => {
          const notes = notedAt.map((second) => ({
            at: START + second * 1000,
          }));
          const newest = story
            .toSorted((a, b) => a.sentAt - b.sentAt)
            .slice(-count);
          // A second is seen as a whole or not at all.
          const first = newest[0]?.sentAt ?? Infinity;
          const window = story.filter(({ sentAt }) => sentAt >= first);
          const result = findWaiting(window, notes);
          if (result.isSettled) {
            settled += 1;
            expect(result.waiting).toEqual(findWaiting(story, notes).waiting);
          }
        },
      ),
      { numRuns: propertyRuns(2000) },
    );
    expect(settled).toBeGreaterThan(0);
  });
});
