/**
 * Menus and comboboxes are a sixth of the first screen's code: they are loaded
 * when the browser has time, or as soon as somebody wants one. Until then a plain
 * button or field stands in their place and takes what is pressed and typed.
 */
import { useEffect, useState } from "react";
import type * as popupModule from "./popups";

type Popups = typeof popupModule;

/** Browsers without `requestIdleCallback` wait for so long. */
const IDLE_MS = 2_000;

let loaded: Popups | undefined;
let loading: Promise<Popups> | undefined;

async function load(): Promise<Popups> {
  loading ??= import("./popups");
  try {
    const popups = await loading;
    await untilReleased();
    loaded = popups;
    return popups;
  } catch (error) {
    // Cut off: whoever wants one next tries again.
    loading = undefined;
    throw error;
  }
}

/** A button that is replaced while it is held down would lose the press. */
async function untilReleased(): Promise<void> {
  if (document.querySelector("button:active") === null) {
    return;
  }
  await new Promise<void>((resolve) => {
    const listening = new AbortController();
    const onRelease = () => {
      listening.abort();
      // After the click that follows.
      setTimeout(resolve);
    };
    for (const kind of ["pointerup", "pointercancel", "keyup"]) {
      window.addEventListener(kind, onRelease, { signal: listening.signal });
    }
  });
}

function whenIdle(run: () => void): () => void {
  if ("requestIdleCallback" in window) {
    const handle = window.requestIdleCallback(run);
    return () => window.cancelIdleCallback(handle);
  }
  const timer = setTimeout(run, IDLE_MS);
  return () => clearTimeout(timer);
}

/**
 * @param isWanted somebody waits for one
 * @returns undefined until they are loaded
 */
export function usePopups(isWanted: boolean): Popups | undefined {
  const [popups, setPopups] = useState(loaded);
  const isThere = popups !== undefined;
  useEffect(() => {
    if (isThere) {
      return;
    }
    const start = () => void load().then(setPopups, () => undefined);
    if (isWanted) {
      start();
      return;
    }
    return whenIdle(start);
  }, [isThere, isWanted]);
  return popups;
}
