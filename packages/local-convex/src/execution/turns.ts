/**
 * Whose turn it is: queries and mutations that no other one nests run one after
 * another, each with what Node tells after it of rejections that nobody handles.
 * So it is known whose they are.
 */
import { nextTurn } from "../host/hostGlobals";

/** Takes what the one whose turn it is let go. */
export interface TurnHolder {
  fail(error: unknown): void;
  /** An error of its realm as the host's. */
  asHostError(thrown: unknown): unknown;
}

class Turns {
  #last: Promise<unknown> = Promise.resolve();
  /** Null while nobody's code runs. */
  holder: TurnHolder | null = null;

  /** Runs `body` when everything before it has ended. */
  take<T>(holder: TurnHolder, body: () => Promise<T>): Promise<T> {
    const run = async () => {
      this.holder = holder;
      try {
        return await body();
      } catch (error) {
        await nextTurn();
        throw error;
      } finally {
        this.holder = null;
      }
    };
    const running = this.#last.then(run);
    this.#last = running.catch(() => undefined);
    return running;
  }
}

/** Of the process: Node tells of rejections by process. */
export const guestTurns = new Turns();
