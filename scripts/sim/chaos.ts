/**
 * Everything that can happen to a delivery on its way: buffering, repeats under
 * the same and under another key, disorder, and answers that are never read.
 */
import type { Delivery, Post } from "./delivery";
import type { Random } from "./random";
import type { KapsoEvent } from "./world";

const RECEIVED = "whatsapp.message.received";
/** The most that Kapso buffers into one batch by default (contract section 4). */
const MAX_BATCH = 50;
/** Kapso's debounce per conversation, by default. */
const WINDOW_MS = 5000;

/** The conversation a received message belongs to, or undefined for others. */
function toConversation(event: KapsoEvent): number | undefined {
  return event.name === RECEIVED ? event.message?.person.index : undefined;
}

/**
 * Puts received messages of one person that follow each other within the
 * debounce window into one batch, as a webhook with buffering does.
 *
 * @param events in order of time
 */
export function buffer(
  events: readonly KapsoEvent[],
  post: Post,
  windowMs: number = WINDOW_MS,
): Delivery[] {
  const slots: (KapsoEvent | KapsoEvent[])[] = [];
  const open = new Map<number, KapsoEvent[]>();
  for (const event of events) {
    const conversation = toConversation(event);
    if (conversation === undefined) {
      slots.push(event);
      continue;
    }
    const batch = open.get(conversation);
    const last = batch?.at(-1);
    const isJoined =
      batch !== undefined &&
      last !== undefined &&
      event.at - last.at <= windowMs &&
      batch.length < MAX_BATCH;
    if (isJoined) {
      batch.push(event);
    } else {
      const started = [event];
      open.set(conversation, started);
      slots.push(started);
    }
  }
  return slots.map((slot) =>
    Array.isArray(slot) ? post.batch(slot) : post.single(slot),
  );
}

/**
 * Two webhooks on one number, one of them buffering, both repeating themselves:
 * the same facts arrive alone, batched, doubled and in any order.
 */
export function scramble(
  events: readonly KapsoEvent[],
  post: Post,
  random: Random,
): Delivery[] {
  const buffered = buffer(events, post, 60_000);
  const alone = events
    .filter(() => random.chance(0.5))
    .map((event) => post.single(event));
  const all = [...buffered, ...alone];
  const repeated = all.flatMap((delivery) => {
    const copies = [delivery];
    if (random.chance(0.15)) {
      copies.push(delivery);
    }
    if (random.chance(0.1)) {
      copies.push(post.repeat(delivery));
    }
    return copies;
  });
  return random.shuffle(repeated);
}

/**
 * Which answers stay unread: some attempts of any delivery, and every attempt of
 * a few batches, so that they are resent one by one.
 */
export function createDropper(random: Random) {
  const doomed = new Set<string>();
  return (delivery: Delivery, attempt: number): boolean => {
    if (attempt === 0 && delivery.parts.length > 1 && random.chance(0.1)) {
      doomed.add(delivery.idempotencyKey);
    }
    const isDoomed = doomed.has(delivery.idempotencyKey);
    return isDoomed || (attempt < 2 && random.chance(0.1));
  };
}
