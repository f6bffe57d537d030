/** Spreads the work of all sockets over turns of the event loop, in the order they ask. */
import { nextTurn } from "../host/hostGlobals";
import { QUERIES_PER_TURN } from "./limits";

/** Shares out queries over turns. */
export class Turns {
  #left = QUERIES_PER_TURN;
  #current: Promise<void> = Promise.resolve();

  /** Resolves when so many queries may begin; no more than one turn's worth. */
  take(count: number): Promise<void> {
    if (count > this.#left) {
      this.#left = QUERIES_PER_TURN;
      this.#current = this.#current.then(nextTurn);
    }
    this.#left -= count;
    return this.#current;
  }
}
