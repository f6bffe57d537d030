/** Tells believable stories: who writes when, who answers, what is read. */
import { SECOND_MS, MINUTE_MS, HOUR_MS } from "../../src/lib/time/units";
import type { Message } from "./bodies";
import { createPerson, type Person } from "./people";
import type { Random } from "./random";
import type { KapsoEvent, World } from "./world";

export interface StoryOptions {
  world: World;
  random: Random;
  people: readonly Person[];
  /** When the day begins and ends, ms UTC. */
  from: number;
  until: number;
}

/** The twentieth of every hundred is at home here (see people.ts). */
const FIRST_OF_CAST = 20;

/** A cast of so many people who follow each other in the queue of customers. */
export function castPeople(random: Random, count: number): Person[] {
  const first = random.integer(0, 1_000) * 100 + FIRST_OF_CAST;
  return Array.from({ length: count }, (_, offset) =>
    createPerson(first + offset),
  );
}

/** Sent is there already; most are delivered at once and read a little later. */
function tellReceipts(
  { world, random }: StoryOptions,
  message: Message,
): KapsoEvent[] {
  const deliveredAt = message.sentAt + random.integer(1, 4) * SECOND_MS;
  if (random.chance(0.02)) {
    return [world.acknowledge(message, "failed", deliveredAt)];
  }
  const events: KapsoEvent[] = [];
  // WhatsApp leaves "delivered" out when a message is read at once.
  const isReadAtOnce = random.chance(0.05);
  if (!isReadAtOnce) {
    events.push(world.acknowledge(message, "delivered", deliveredAt));
  }
  if (isReadAtOnce || random.chance(0.8)) {
    const readAt = deliveredAt + random.integer(1, 1800) * SECOND_MS;
    events.push(world.acknowledge(message, "read", readAt));
  }
  return events;
}

/** A few messages from the customer, an answer or two, perhaps a handoff. */
function tellExchange(
  options: StoryOptions,
  person: Person,
  startAt: number,
): { events: KapsoEvent[]; endAt: number } {
  const { world, random } = options;
  const events: KapsoEvent[] = [];
  let at = startAt;
  for (let turn = random.integer(1, 3); turn > 0; turn -= 1) {
    for (let count = random.integer(1, 4); count > 0; count -= 1) {
      events.push(world.receive(person, at));
      at += random.integer(1, 40) * SECOND_MS;
    }
    if (random.chance(0.12)) {
      const handoff = world.handOff(person, at);
      events.push(...(handoff === undefined ? [] : [handoff]));
      at += random.integer(1, 60) * MINUTE_MS;
    }
    if (random.chance(0.85)) {
      const { event, message } = world.send(person, at);
      events.push(event, ...tellReceipts(options, message));
      at += random.integer(10, 900) * SECOND_MS;
    }
  }
  return { events, endAt: at };
}

function tellPerson(options: StoryOptions, person: Person): KapsoEvent[] {
  const { world, random, from, until } = options;
  const events: KapsoEvent[] = [];
  // Nobody starts so late that the exchange would leave the day.
  const span = Math.max(until - from - 6 * HOUR_MS, HOUR_MS);
  let at = from + random.integer(0, Math.floor(span / 2));
  for (let visits = random.chance(0.25) ? 2 : 1; visits > 0; visits -= 1) {
    const exchange = tellExchange(options, person, at);
    events.push(...exchange.events);
    at = exchange.endAt + random.integer(10, 60) * MINUTE_MS;
    if (random.chance(0.4)) {
      const ended = world.end(person, at);
      events.push(...(ended === undefined ? [] : [ended]));
      at += random.integer(1, 3) * HOUR_MS;
    }
  }
  return events;
}

/** Everything Kapso would send of the day, in the order it happened. */
export function tellDay(options: StoryOptions): KapsoEvent[] {
  return options.people
    .flatMap((person) => tellPerson(options, person))
    .sort((a, b) => a.at - b.at);
}

/**
 * Endless traffic for load: mostly customers writing, some answers with their
 * receipts. Times go forward by a little with each event.
 */
export function* tellFlood(
  world: World,
  random: Random,
  people: readonly Person[],
  from: number,
): Generator<KapsoEvent, never> {
  for (let at = from; ; at += random.integer(1, 50)) {
    const person = random.pick(people);
    if (random.chance(0.7)) {
      yield world.receive(person, at);
    } else {
      const { event, message } = world.send(person, at);
      yield event;
      yield world.acknowledge(message, "delivered", at + SECOND_MS);
    }
  }
}
