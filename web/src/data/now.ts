/** The time as it passes, for what grows older on the screen: one timer for all. */
import { useSyncExternalStore } from "react";
import { MINUTE_MS } from "../../../src/lib/time/units";

const STEP_MS = MINUTE_MS / 2;

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick() {
  now = Date.now();
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(tick, STEP_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Now, ms UTC, to within half a minute. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
