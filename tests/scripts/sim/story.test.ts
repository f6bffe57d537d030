/** The stories: repeatable, in order, complete, and in the documented shapes. */
import { describe, expect, it } from "vitest";
import { buffer, createDropper, scramble } from "../../../scripts/sim/chaos";
import { Post } from "../../../scripts/sim/delivery";
import { createRandom } from "../../../scripts/sim/random";
import { reviseSome } from "../../../scripts/sim/revisions";
import { castPeople, tellDay, tellFlood } from "../../../scripts/sim/story";
import { World, type KapsoEvent } from "../../../scripts/sim/world";

const UNTIL = 1_790_000_000_000;
const FROM = UNTIL - 24 * 3600 * 1000;

function tell(seed: number, people = 200) {
  const random = createRandom(seed);
  const world = new World(random);
  const events = tellDay({
    world,
    random,
    people: castPeople(random, people),
    from: FROM,
    until: UNTIL,
  });
  return { random, events, post: new Post(random, "secret") };
}

const kapsoMessageIds = (events: readonly Pick<KapsoEvent, "effects">[]) =>
  new Set(
    events.flatMap(({ effects }) =>
      effects.messages.map(({ kapsoMessageId }) => kapsoMessageId),
    ),
  );

describe("reviseSome", () => {
  it("adds edits and deletions of texts, in order of time", () => {
    const random = createRandom(5);
    const world = new World(random);
    const people = castPeople(random, 200);
    const day = tellDay({ world, random, people, from: FROM, until: UNTIL });
    const events = reviseSome(day, world, random);
    expect(events).toEqual(expect.arrayContaining(day));
    const times = events.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const known = kapsoMessageIds(day);
    const revisions = events.flatMap(({ effects }) => effects.revisions);
    const changes = revisions.map(({ change }) => change);
    expect(new Set(changes)).toEqual(new Set(["edited", "revoked"]));
    expect(
      revisions.every(({ kapsoMessageId }) => known.has(kapsoMessageId)),
    ).toBe(true);
    const types = events.map(({ message }) => message?.type);
    expect(types.filter((type) => type === "edit")).toHaveLength(
      changes.filter((change) => change === "edited").length,
    );
  });
});

describe("tellDay", () => {
  it("tells the same day for the same seed", () => {
    expect(tell(5).events).toEqual(tell(5).events);
    expect(kapsoMessageIds(tell(5).events)).not.toEqual(
      kapsoMessageIds(tell(6).events),
    );
  });

  it("keeps to the order of time and to the day", () => {
    const times = tell(5).events.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(0)).toBeGreaterThanOrEqual(FROM);
    expect(times.at(-1)).toBeLessThanOrEqual(UNTIL);
  });

  it("has every kind of event", () => {
    expect(new Set(tell(5).events.map(({ name }) => name))).toEqual(
      new Set([
        "whatsapp.message.received",
        "whatsapp.message.sent",
        "whatsapp.message.delivered",
        "whatsapp.message.read",
        "whatsapp.message.failed",
        "whatsapp.conversation.ended",
        "workflow.execution.handoff",
      ]),
    );
  });

  it("names a handoff's session that a message has named", () => {
    const { events } = tell(5);
    const known = new Set<unknown>();
    let handoffs = 0;
    for (const { body } of events) {
      const { conversation } = body as { conversation?: { id: string } };
      known.add(conversation?.id);
      if (body["event"] === "workflow.execution.handoff") {
        handoffs += 1;
        expect(known).toContain(body["whatsapp_conversation_id"]);
      }
    }
    expect(handoffs).toBeGreaterThan(0);
  });

  it("never uses a message id twice for two messages", () => {
    const first = tell(5).events.filter(
      ({ name }) => name.endsWith("received") || name.endsWith("sent"),
    );
    expect(kapsoMessageIds(first).size).toBe(first.length);
  });
});

describe("buffer", () => {
  it("keeps every event once and receives only in batches", () => {
    const { events, post } = tell(7);
    const deliveries = buffer(events, post);
    const received = deliveries.filter(
      ({ name }) => name === "whatsapp.message.received",
    );
    expect(received.every(({ parts }) => parts.length > 0)).toBe(true);
    expect(received.some(({ parts }) => parts.length > 1)).toBe(true);
    const size = deliveries.reduce(
      (sum, { parts }) => sum + Math.max(1, parts.length),
      0,
    );
    expect(size).toBe(events.length);
  });

  it("never mixes two people in a batch", () => {
    const { events, post } = tell(7);
    for (const { effects } of buffer(events, post)) {
      const people = new Set(effects.people.map(({ index }) => index));
      expect(people.size).toBeLessThanOrEqual(1);
    }
  });
});

describe("scramble", () => {
  it("loses nothing, repeats some and forgets the order", () => {
    const { events, post, random } = tell(9);
    const deliveries = scramble(events, post, random);
    expect(kapsoMessageIds(deliveries)).toEqual(kapsoMessageIds(events));
    const keys = deliveries.map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keys).size).toBeLessThan(keys.length);
    const bodies = deliveries.map(({ body }) => body);
    expect(new Set(bodies).size).toBeLessThan(new Set(keys).size);
    expect(deliveries.length).toBeGreaterThan(events.length);
  });
});

describe("createDropper", () => {
  it("dooms some batches for good and lets all others through", () => {
    const { events, post, random } = tell(9);
    const isDropped = createDropper(random);
    const lost = buffer(events, post, 60_000).filter((delivery) =>
      [0, 1, 2, 3].every((attempt) => isDropped(delivery, attempt)),
    );
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.every(({ parts }) => parts.length > 1)).toBe(true);
  });
});

describe("tellFlood", () => {
  it("goes on and on", () => {
    const random = createRandom(2);
    const people = castPeople(random, 10);
    const flood = tellFlood(new World(random), random, people, FROM);
    const events = Array.from({ length: 1000 }, () => flood.next().value);
    expect(new Set(events.map(({ name }) => name)).size).toBe(3);
    expect(kapsoMessageIds(events).size).toBeGreaterThan(700);
  });
});
