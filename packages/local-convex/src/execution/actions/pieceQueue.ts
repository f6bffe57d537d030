/** Pieces that come as they are asked for, and wait until somebody takes them. */
export class PieceQueue {
  readonly #ready: (Uint8Array | null)[] = [];
  #failure: { error: unknown } | null = null;
  #isOver = false;
  #wake: () => void = () => undefined;
  readonly #ask: () => void;

  /** @param ask for one more */
  constructor(ask: () => void) {
    this.#ask = ask;
  }

  /** @param bytes null after the last */
  push(bytes: Uint8Array | null): void {
    this.#ready.push(bytes);
    this.#wake();
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  /** Null after the last. @throws what it failed with */
  async next(): Promise<Uint8Array | null> {
    for (;;) {
      const bytes = this.#ready.shift();
      if (bytes === null || this.#isOver) {
        this.#isOver = true;
        return null;
      }
      if (bytes !== undefined) {
        this.#ask();
        return bytes;
      }
      if (this.#failure !== null) {
        throw this.#failure.error;
      }
      await new Promise<void>((wake) => (this.#wake = wake));
    }
  }
}
