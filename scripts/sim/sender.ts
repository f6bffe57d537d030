/**
 * Sends deliveries by the provider's rules: success is exactly 200 within the
 * time limit, else three more attempts; a batch given up is sent one by one.
 */
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Delivery, Post } from "./delivery";
import { createTally, Latencies } from "./report";
import type { Answer, Wire } from "./wire";

/** Waits before the second, third and fourth attempt (contract section 2). */
export const RETRY_DELAYS_MS = [10_000, 40_000, 90_000] as const;

/** What is known of a delivery: a lost answer leaves open whether it was kept. */
export type Fate = "acknowledged" | "unknown";

export interface SenderOptions {
  wire: Wire;
  post: Post;
  /** 1 waits as the provider does, 0.01 a hundredth of it. */
  timeFactor: number;
  /** Whether to leave the answer of this attempt (from 0) unread. */
  isAnswerDropped?: (delivery: Delivery, attempt: number) => boolean;
  /** Told before a delivery's first attempt. */
  onBegin?: (delivery: Delivery) => void;
  /** Told once per delivery; parts of a split batch are deliveries too. */
  onSettled?: (delivery: Delivery, fate: Fate, answer: Answer) => void;
}

const answerSchema = z.object({ status: z.string() });

function readStatus(answer: Answer): string {
  try {
    return answerSchema.parse(JSON.parse(answer.body)).status;
  } catch {
    return "accepted";
  }
}

export class Sender {
  readonly tally = createTally();
  readonly latencies = new Latencies();
  readonly #later = new Set<Promise<void>>();
  readonly #options: SenderOptions;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /**
   * One delivery. Resolves after the first attempt; further attempts go on in
   * the background until `drain`, as the provider's do.
   */
  async deliver(delivery: Delivery): Promise<void> {
    this.tally.sent += 1;
    this.#options.onBegin?.(delivery);
    await this.#attempt(delivery, 0);
  }

  /** Sends everything with so many in flight at once, then waits for retries. */
  async deliverAll(
    deliveries: Iterable<Delivery>,
    senders: number,
  ): Promise<void> {
    const queue = deliveries[Symbol.iterator]();
    const work = async () => {
      for (let next = queue.next(); next.done !== true; next = queue.next()) {
        await this.deliver(next.value);
      }
    };
    await Promise.all(Array.from({ length: senders }, work));
    await this.drain();
  }

  /** Waits for every retry, including those that retries cause. */
  async drain(): Promise<void> {
    while (this.#later.size > 0) {
      await Promise.all(this.#later);
    }
  }

  get pending(): number {
    return this.#later.size;
  }

  async #attempt(delivery: Delivery, attempt: number): Promise<void> {
    const { wire, onSettled, isAnswerDropped } = this.#options;
    const isDropped = isAnswerDropped?.(delivery, attempt) ?? false;
    const answer = await wire.post({ ...delivery, isAnswerDropped: isDropped });
    this.#count(answer, attempt);
    if (answer.status === 200) {
      onSettled?.(delivery, "acknowledged", answer);
      return;
    }
    const wait = RETRY_DELAYS_MS[attempt];
    if (wait !== undefined) {
      this.#retry(delivery, attempt + 1, wait);
      return;
    }
    this.tally.exhausted += 1;
    onSettled?.(delivery, "unknown", answer);
    for (const part of this.#options.post.split(delivery)) {
      await this.deliver(part);
    }
  }

  #retry(delivery: Delivery, attempt: number, wait: number): void {
    const job: Promise<void> = delay(wait * this.#options.timeFactor)
      .then(() => this.#attempt(delivery, attempt))
      .finally(() => this.#later.delete(job));
    this.#later.add(job);
  }

  #count(answer: Answer, attempt: number): void {
    const { tally } = this;
    tally.attempts += 1;
    tally.retries += attempt > 0 ? 1 : 0;
    if (answer.failure === "dropped") {
      tally.dropped += 1;
      return;
    }
    if (answer.status !== 200) {
      tally.failures += 1;
      return;
    }
    this.latencies.add(answer.milliseconds);
    const status = readStatus(answer);
    tally.duplicates += status === "duplicate" ? 1 : 0;
    tally.rejected += status === "rejected" ? 1 : 0;
    tally.accepted += status === "accepted" ? 1 : 0;
  }
}
