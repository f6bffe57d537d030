/**
 * What somebody was typing, kept while this tab lives: a session that ends, a
 * crash or a wrong key must not lose it.
 */
import { useState } from "react";

const PREFIX = "draft:";

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

function write(key: string, text: string | null): void {
  try {
    if (text === null) {
      sessionStorage.removeItem(PREFIX + key);
    } else {
      sessionStorage.setItem(PREFIX + key, text);
    }
  } catch {
    // Storage may be blocked: it lasts as long as the field.
  }
}

/** Begins a text for a field that is about to appear; one under way stays. */
export function beginDraft(key: string, text: string): void {
  if (read(key) === null) {
    write(key, text);
  }
}

/** A text under way; null when there is none. */
export function useDraft(
  key: string,
): [string | null, (text: string | null) => void] {
  const [draft, setDraft] = useState(() => read(key));
  return [
    draft,
    (text) => {
      write(key, text);
      setDraft(text);
    },
  ];
}
