/**
 * Whose turn it is to write. Interactive writes go first, and while requests are
 * under way, background ones get a tenth of the time: answers stay quick, and no
 * load stops the scheduler for good. Otherwise nothing holds them back.
 */

/** Whether a caller waits for the answer or the scheduler works off its jobs. */
export type Urgency = "interactive" | "background";

/**
 * A request that takes longer waits for something else than a turn: for the rest
 * of a body that never comes, say. It does not count any more, ms.
 */
const CALM_AFTER_MS = 50;
/** A background batch leaves this many times its own length to the others. */
const REST_FACTOR = 9;

/** Times are of any clock that only moves forward, ms. */
export class WriteQueue<Job> {
  readonly #jobs: Record<Urgency, Job[]> = { interactive: [], background: [] };
  #last: Urgency = "background";
  /** Requests under way that count, the oldest first. */
  readonly #requests = new Set<{ beganAt: number }>();
  #calmFrom = -Infinity;
  #restedFrom = -Infinity;

  get isEmpty(): boolean {
    const { interactive, background } = this.#jobs;
    return interactive.length + background.length === 0;
  }

  /**
   * To be told of every request, which may soon want to write; the result is to
   * be called when it has its answer.
   */
  began(now: number): () => void {
    const request = { beganAt: now };
    this.#requests.add(request);
    this.#calmFrom = now + CALM_AFTER_MS;
    return () => void this.#requests.delete(request);
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
    const isCalm = !this.#isRequestUnderWay(now);
    if (isRested || isCalm) {
      return "background";
    }
    return { waitMs: Math.min(this.#restedFrom, this.#calmFrom) - now };
  }

  #isRequestUnderWay(now: number): boolean {
    for (const request of this.#requests) {
      if (now < request.beganAt + CALM_AFTER_MS) {
        return true;
      }
      this.#requests.delete(request);
    }
    return false;
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
    if (urgency === "background") {
      this.#restedFrom = now + REST_FACTOR * (now - startedAt);
    }
  }
}
