/** Whether the page is as narrow as a phone; the same limit as in the CSS. */
import { useSyncExternalStore } from "react";

const query = window.matchMedia("(max-width: 700px)");

function subscribe(listener: () => void) {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

export function useIsPhone(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
