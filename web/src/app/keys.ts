/** The page's keys: one registry binds them and fills the sheet that `?` shows. */
import { useEffect, useRef } from "react";

export interface KeyBinding {
  /** As `KeyboardEvent.key`; two for a sequence such as ["g", "k"]. */
  keys: readonly string[];
  /** What it does, for the sheet. */
  text: string;
  run: () => void;
}

/** A second key must follow within so long. */
const SEQUENCE_MS = 1500;
const STORAGE_KEY = "singleKeys";

/** The live bindings, innermost last. */
const layers: (readonly KeyBinding[])[] = [];
let pending: { key: string; at: number } | null = null;

/** Whether single-letter keys are on (WCAG 2.1.4: they can be switched off). */
export function areKeysOn(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== "off";
  } catch {
    return true;
  }
}

export function setKeysOn(isOn: boolean): void {
  try {
    localStorage.setItem(STORAGE_KEY, isOn ? "on" : "off");
  } catch {
    // Storage may be blocked; they stay on.
  }
}

export function allBindings(): KeyBinding[] {
  return layers.flat();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

function findBinding(keys: readonly string[]): KeyBinding | undefined {
  return layers
    .flat()
    .findLast(
      (binding) =>
        binding.keys.length === keys.length &&
        binding.keys.every((key, index) => key === keys[index]),
    );
}

function onKeyDown(event: KeyboardEvent) {
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  if (event.defaultPrevented || hasModifier || isTyping(event.target)) {
    return;
  }
  if (document.querySelector("[role=dialog]") !== null || !areKeysOn()) {
    return;
  }
  const first =
    pending !== null && event.timeStamp - pending.at < SEQUENCE_MS
      ? pending.key
      : undefined;
  const binding =
    (first === undefined ? undefined : findBinding([first, event.key])) ??
    findBinding([event.key]);
  pending = { key: event.key, at: event.timeStamp };
  if (binding !== undefined) {
    event.preventDefault();
    pending = null;
    binding.run();
  }
}

/** Binds keys while the component stands. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  const signature = bindings.map(({ keys }) => keys.join("")).join();
  useEffect(() => {
    const layer = latest.current.map((binding, index) => ({
      ...binding,
      run: () => latest.current[index]?.run(),
    }));
    layers.push(layer);
    if (layers.length === 1) {
      window.addEventListener("keydown", onKeyDown);
    }
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length === 0) {
        window.removeEventListener("keydown", onKeyDown);
      }
    };
  }, [signature]);
}
