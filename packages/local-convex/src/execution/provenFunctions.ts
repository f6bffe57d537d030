/**
 * Which functions have shown that they end. To be able to stop a step costs a
 * twentieth of a millisecond, more than a small function takes, so that only the
 * others can be stopped: new ones, and those of which a step took long lately.
 */

/** So many runs in a row without a long step. */
const PROVEN_RUNS = 20;
/** Far more than a step takes, and far less than one that never ends. */
const LONG_STEP_MS = 50;

export class ProvenFunctions {
  readonly #runs = new WeakMap<object, number>();

  has(fn: object): boolean {
    return (this.#runs.get(fn) ?? 0) >= PROVEN_RUNS;
  }

  /** @param longestStepMs of the run that has just ended */
  note(fn: object, longestStepMs: number): void {
    const runs = this.#runs.get(fn) ?? 0;
    if (longestStepMs >= LONG_STEP_MS) {
      this.#runs.set(fn, 0);
    } else if (runs < PROVEN_RUNS) {
      this.#runs.set(fn, runs + 1);
    }
  }
}
