/** Foreign text as one line of visible characters. */
import { makeSafe } from "../text/makeSafe";

/** What ends a line or moves on in it. */
const WHITE_SPACE = /[\s\u0085]+/gu;

/**
 * Characters that nobody sees: controls, formats (zero-width, bidi, tags),
 * private use, fillers and variation selectors. They can hide instructions from
 * people and split a phone number for a search.
 */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Co}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

/** True when a text has characters that nobody sees. */
export function hasHidden(text: string): boolean {
  return text.search(HIDDEN) !== -1;
}

/**
 * One line in NFKC (full-width digits and styled letters become plain ones),
 * without hidden characters, single spaces between words.
 */
export function toPlainLine(text: string): string {
  const seen = dropHidden(dropHidden(makeSafe(text)).normalize("NFKC"));
  return seen.normalize("NFKC").trim();
}

function dropHidden(text: string): string {
  return text.replace(WHITE_SPACE, " ").replace(HIDDEN, "").replace(/ +/g, " ");
}
