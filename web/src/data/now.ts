/** The time as it passes, for what grows older on the screen: a timer for all. */
import { useSyncExternalStore } from "react";
import { MINUTE_MS, SECOND_MS } from "../../../src/lib/time/units";

/** A clock that ticks for its listeners only. */
class Ticker {
  readonly #stepMs: number;
  readonly #listeners = new Set<() => void>();
  #now = Date.now();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  readonly read = (): number => this.#now;

  readonly subscribe = (listener: () => void) => {
    if (this.#listeners.size === 0) {
      this.#now = Date.now();
    }
    this.#listeners.add(listener);
    this.#timer ??= setInterval(this.#tick, this.#stepMs);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
    };
  };

  readonly #tick = () => {
    this.#now = Date.now();
    this.#listeners.forEach((listener) => listener());
  };
}

const TICKERS = {
  seconds: new Ticker(SECOND_MS),
  halfMinutes: new Ticker(MINUTE_MS / 2),
};

/** Now, ms UTC, to within the step. */
export function useNow(step: keyof typeof TICKERS = "halfMinutes"): number {
  const { subscribe, read } = TICKERS[step];
  return useSyncExternalStore(subscribe, read);
}
