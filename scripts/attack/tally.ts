/** Counts what was tried and what held; remembers how the rest broke. */

/** Different ways to break that are told; the rest are only counted. */
const MAX_TOLD = 10;

export class Tally {
  #tried = 0;
  #held = 0;
  readonly #broken = new Map<string, number>();

  /** @param what what was tried and what came of it, without a person's data */
  count(isHeld: boolean, what: string): void {
    this.#tried += 1;
    if (isHeld) {
      this.#held += 1;
    } else {
      this.#broken.set(what, (this.#broken.get(what) ?? 0) + 1);
    }
  }

  get tried(): number {
    return this.#tried;
  }

  get held(): number {
    return this.#held;
  }

  /** "<times> x <what>", the first few ways. */
  get broken(): string[] {
    return [...this.#broken]
      .slice(0, MAX_TOLD)
      .map(([what, times]) => `${times} x ${what}`);
  }
}
