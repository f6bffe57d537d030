/** Finds any of many known texts in one pass, however many there are. */
import type { Span } from "./view";

const PREFIX_LENGTH = 2;

/** Longer texts are told apart by their beginning. */
const MAX_LENGTH = 64;

export interface Lookup {
  /** Where known texts stand; the longest one at each place. */
  findIn(text: string): Span[];
}

/** @param known Each of two UTF-16 units at least; shorter ones are left out. */
export function createLookup(known: Iterable<string>): Lookup {
  const texts = new Set<string>();
  const lengths = new Map<string, Set<number>>();
  for (const one of known) {
    const text = one.slice(0, MAX_LENGTH);
    if (text.length >= PREFIX_LENGTH) {
      const prefix = text.slice(0, PREFIX_LENGTH);
      texts.add(text);
      lengths.set(prefix, (lengths.get(prefix) ?? new Set()).add(text.length));
    }
  }
  const sorted = new Map(
    Array.from(lengths, ([prefix, some]) => [
      prefix,
      [...some].sort((a, b) => b - a),
    ]),
  );
  return {
    findIn: (text) => {
      const found: Span[] = [];
      for (let start = 0; start + PREFIX_LENGTH <= text.length; start += 1) {
        const some = sorted.get(text.slice(start, start + PREFIX_LENGTH)) ?? [];
        const length = some.find((one) =>
          texts.has(text.slice(start, start + one)),
        );
        if (length !== undefined) {
          found.push({ start, end: Math.min(start + length, text.length) });
        }
      }
      return found;
    },
  };
}
