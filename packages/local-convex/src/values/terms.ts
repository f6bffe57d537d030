/** Splits text into search terms, the same way for documents and queries. */

/** Terms are cut here (docs.convex.dev/search/text-search, "Limits"). */
const MAX_TERM_BYTES = 32;
const SEPARATORS = /[^\p{L}\p{N}]+/u;

/** Lower-cased words of letters and digits, in order, repeats included. */
export function termsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(SEPARATORS)
    .filter((term) => term !== "")
    .map(cutTerm);
}

function cutTerm(term: string): string {
  if (Buffer.byteLength(term) <= MAX_TERM_BYTES) {
    return term;
  }
  let cut = "";
  let bytes = 0;
  for (const character of term) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_TERM_BYTES) {
      return cut;
    }
    cut += character;
  }
  return cut;
}
