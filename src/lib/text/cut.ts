/** Shortens text without ever leaving half a character. */

export type CutText = {
  text: string;
  /** Length of the whole in code points; only when something was cut. */
  fullLength?: number;
};

/** The first `max` code points. Expects text that `makeSafe` has seen. */
export function cutByCodePoint(text: string, max: number): CutText {
  // A code point is one or two UTF-16 units, so short text needs no counting.
  if (text.length <= max) {
    return { text };
  }
  let kept = 0;
  let count = 0;
  for (const character of text) {
    count += 1;
    if (count <= max) {
      kept += character.length;
    }
  }
  return count <= max
    ? { text }
    : { text: text.slice(0, kept), fullLength: count };
}
