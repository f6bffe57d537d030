/** Text similarity by character trigrams. */

/** Jaccard index of the sets of trigrams, from 0 to 1. */
export function similarity(a: string, b: string): number {
  const [ours, theirs] = [trigramsOf(a), trigramsOf(b)];
  let shared = 0;
  for (const trigram of ours) {
    shared += theirs.has(trigram) ? 1 : 0;
  }
  const total = ours.size + theirs.size - shared;
  return total === 0 ? 1 : shared / total;
}

function trigramsOf(text: string): Set<string> {
  const plain = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  const padded = ` ${plain} `;
  const trigrams = new Set<string>();
  for (let i = 0; i + 3 <= padded.length; i++) {
    trigrams.add(padded.slice(i, i + 3));
  }
  return trigrams;
}
