/** Asks whoever serves the page for a day of invented customers. */
import { useSyncExternalStore } from "react";

export type Outcome = "told" | "notEmpty" | "failed";

/** It takes a minute: whoever comes back to the checklist sees that it runs. */
let isTelling = false;
const listeners = new Set<() => void>();

function setTelling(now: boolean) {
  isTelling = now;
  listeners.forEach((listener) => listener());
}

export const useIsTelling = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isTelling,
  );

export async function tellDay(): Promise<Outcome> {
  setTelling(true);
  try {
    const { ok, status } = await fetch("/sample-day", { method: "POST" });
    return ok ? "told" : status === 409 ? "notEmpty" : "failed";
  } catch {
    return "failed";
  } finally {
    setTelling(false);
  }
}
