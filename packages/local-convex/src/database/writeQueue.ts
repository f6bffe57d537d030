/**
 * Whose turn it is to write. Interactive writes go first; while they keep
 * coming, background ones get a third of the time, so that answers stay quick
 * and no load stops the scheduler for good.
 */

/** Whether a caller waits for the answer or the scheduler works off its jobs. */
export type Urgency = "interactive" | "background";

/** So long after an interactive write another one may follow, ms. */
const CALM_AFTER_MS = 20;
/** A background batch leaves this many times its own length to the others. */
const REST_FACTOR = 2;

/** Times are of any clock that only moves forward, ms. */
export class WriteQueue<Job> {
  readonly #jobs: Record<Urgency, Job[]> = { interactive: [], background: [] };
  #last: Urgency = "background";
  #calmFrom = -Infinity;
  #restedFrom = -Infinity;

  get isEmpty(): boolean {
    const { interactive, background } = this.#jobs;
    return interactive.length + background.length === 0;
  }

  push(job: Job, urgency: Urgency): void {
    this.#jobs[urgency].push(job);
  }

  /** What may run now, or how long there is nothing that may. */
  turn(now: number): Urgency | { waitMs: number } {
    const { interactive, background } = this.#jobs;
    const isRested = now >= this.#restedFrom;
    if (interactive.length > 0) {
      const isBackgroundsTurn =
        background.length > 0 && isRested && this.#last === "interactive";
      return isBackgroundsTurn ? "background" : "interactive";
    }
    if (isRested || now >= this.#calmFrom) return "background";
    return { waitMs: Math.min(this.#restedFrom, this.#calmFrom) - now };
  }

  /** The next job of a batch; background batches end when others wait. */
  take(urgency: Urgency, isFirst: boolean): Job | undefined {
    const mustYield =
      urgency === "background" && this.#jobs.interactive.length > 0;
    return mustYield && !isFirst ? undefined : this.#jobs[urgency].shift();
  }

  /** To be told of every batch, once it is committed. */
  ended(urgency: Urgency, startedAt: number, now: number): void {
    this.#last = urgency;
    if (urgency === "interactive") this.#calmFrom = now + CALM_AFTER_MS;
    else this.#restedFrom = now + REST_FACTOR * (now - startedAt);
  }
}
