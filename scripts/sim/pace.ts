/** How fast deliveries start: a given rate, or as fast as answers come back. */
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { Delivery } from "./delivery";
import type { Sender } from "./sender";

/** Between two looks at the clock; far below any latency that matters here. */
const TICK_MS = 4;

export interface Pace {
  /** Deliveries in flight at once, and connections. */
  senders: number;
  /** Deliveries started per second, whatever the answers do; absent: no pause. */
  rate?: number;
  /** Stops starting deliveries after this long; absent: sends them all. */
  durationMs?: number;
}

/**
 * An open loop: a slow server does not slow the arrivals, and waiting for a free
 * connection counts as latency.
 */
async function deliverAtRate(
  sender: Sender,
  deliveries: Iterator<Delivery>,
  rate: number,
  durationMs: number,
): Promise<void> {
  const startedAt = performance.now();
  const running = new Set<Promise<void>>();
  let begun = 0;
  for (;;) {
    const elapsed = performance.now() - startedAt;
    const due = Math.floor((Math.min(elapsed, durationMs) / 1000) * rate);
    for (; begun < due; begun += 1) {
      const next = deliveries.next();
      if (next.done === true) {
        await Promise.all(running);
        return;
      }
      const job = sender.deliver(next.value);
      const tracked: Promise<void> = job.finally(() => running.delete(tracked));
      running.add(tracked);
    }
    if (elapsed >= durationMs) {
      await Promise.all(running);
      return;
    }
    await delay(TICK_MS);
  }
}

function* takeUntil(
  deliveries: Iterable<Delivery>,
  durationMs: number,
): Generator<Delivery> {
  const deadline = performance.now() + durationMs;
  for (const delivery of deliveries) {
    if (performance.now() >= deadline) {
      return;
    }
    yield delivery;
  }
}

/** Sends at the wanted pace and waits for every answer and retry. */
export async function deliverPaced(
  sender: Sender,
  deliveries: Iterable<Delivery>,
  { senders, rate, durationMs = Infinity }: Pace,
): Promise<void> {
  if (rate === undefined) {
    await sender.deliverAll(takeUntil(deliveries, durationMs), senders);
    return;
  }
  const queue = deliveries[Symbol.iterator]();
  await deliverAtRate(sender, queue, rate, durationMs);
  await sender.drain();
}
