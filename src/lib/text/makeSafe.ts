/** The one filter between foreign text and the database. */

/** Lone surrogates (paired ones read as one character under `u`) and NUL. */
const UNSTORABLE = /[\p{Surrogate}\0]/gu;

/**
 * Text that any database and any UTF-8 encoder takes: lone surrogates and NUL
 * become U+FFFD. Everything else stays as it was written, bidi controls too.
 */
export function makeSafe(text: string): string {
  return text.replace(UNSTORABLE, "\uFFFD");
}
