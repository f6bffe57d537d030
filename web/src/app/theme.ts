/** Light, dark, or as the system says; `public/theme.js` applies it. */
import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const STORAGE_KEY = "theme";
const ORDER: readonly Theme[] = ["system", "light", "dark"];

function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return ORDER.find((theme) => theme === stored) ?? "system";
  } catch {
    return "system";
  }
}

export function setTheme(theme: Theme): void {
  try {
    if (theme === "system") {
      localStorage.removeItem(STORAGE_KEY);
    } else {
      localStorage.setItem(STORAGE_KEY, theme);
    }
  } catch {
    // Storage may be blocked; the system's stands.
  }
  window.dispatchEvent(new Event("themechange"));
}

/** The theme that a press leads to. */
export const nextTheme = (theme: Theme): Theme =>
  ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] ?? "system";

function subscribe(listener: () => void) {
  window.addEventListener("themechange", listener);
  return () => window.removeEventListener("themechange", listener);
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme);
}
