/** The page's keys: one registry binds them and fills the sheet that `?` shows. */
import { useLayoutEffect, useRef } from "react";

export interface KeyBinding {
  /**
   * As `KeyboardEvent.key`, with "Shift+" before the name of one that is no
   * letter; two for a sequence such as ["g", "k"].
   */
  keys: readonly string[];
  /** What it does, for the sheet. */
  text: string;
  /** Absent for what the browser does by itself: the sheet tells of it. */
  run?: () => void;
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

/** Every binding as it stands, each key once: the innermost counts. */
export function allBindings(): KeyBinding[] {
  const byKey = new Map(
    layers.flat().map((binding) => [binding.keys.join(" "), binding]),
  );
  return [...byKey.values()];
}

/** Fields in which a letter is a letter. */
const TYPED_INTO =
  "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";

/** What lies over the page has its own keys: dialogs and menus, but no note. */
const OWNS_KEYS = "[data-owns-keys]";

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPED_INTO) !== null;
}

function findBinding(keys: readonly string[]): KeyBinding | undefined {
  return layers
    .flat()
    .findLast(
      (binding) =>
        binding.run !== undefined &&
        binding.keys.length === keys.length &&
        binding.keys.every((key, index) => key === keys[index]),
    );
}

function nameOf({ key, shiftKey }: KeyboardEvent): string {
  return shiftKey && key.length > 1 ? `Shift+${key}` : key;
}

function onKeyDown(event: KeyboardEvent) {
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  if (event.defaultPrevented || hasModifier || isTyping(event.target)) {
    return;
  }
  const name = nameOf(event);
  const isSwitchedOff = name.length === 1 && !areKeysOn();
  if (isSwitchedOff || document.querySelector(OWNS_KEYS) !== null) {
    return;
  }
  const first =
    pending !== null && event.timeStamp - pending.at < SEQUENCE_MS
      ? pending.key
      : undefined;
  const binding =
    (first === undefined ? undefined : findBinding([first, name])) ??
    findBinding([name]);
  pending = { key: name, at: event.timeStamp };
  if (binding !== undefined) {
    event.preventDefault();
    pending = null;
    binding.run?.();
  }
}

/**
 * Binds keys while the component stands. From the moment that it is drawn: the
 * next key may follow within a frame, and would go to what stood there before.
 */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  const signature = bindings
    .map(({ keys, text }) => `${keys.join("+")} ${text}`)
    .join();
  useLayoutEffect(() => {
    const layer = latest.current.map(({ keys, text, run }, index) => ({
      keys,
      text,
      ...(run && { run: () => latest.current[index]?.run?.() }),
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
