/** Whether two names may be one person's, as people write them on WhatsApp. */
import { foldText } from "../text/fold";
import { cutByCodePoint } from "../text/cut";

/** Forms of address, which many share: Indonesian, then English. */
const ADDRESSES: ReadonlySet<string> = new Set(
  "bu ibu pak bapak bpk mas mba mbak kak kakak bang abang om tante haji hj mr mrs ms dr".split(
    " ",
  ),
);
/** Shorter words are initials; they prove nothing. */
const MIN_WORD = 3;
/** From this length on a word may have a slip of the pen. */
const MIN_LENGTH_FOR_A_SLIP = 5;
const MAX_WORDS = 8;
/** Longer names are sentences. */
const MAX_CHARACTERS = 100;

function wordsOf(name: string): string[] {
  const words = foldText(cutByCodePoint(name, MAX_CHARACTERS).text)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word.length >= MIN_WORD && !ADDRESSES.has(word));
  return [...new Set(words)].slice(0, MAX_WORDS);
}

/**
 * True when each word of the shorter name is in the longer one, but for one
 * letter in a long word: "Ibu Sekar" and "Sekar Wulandari", "Pradana" and
 * "Pradhana".
 */
export function areNamesSimilar(a: string, b: string): boolean {
  const [shorter = [], longer = []] = [wordsOf(a), wordsOf(b)].sort(
    (x, y) => x.length - y.length,
  );
  return (
    shorter.length > 0 &&
    shorter.every((word) => longer.some((other) => areWordsAlike(word, other)))
  );
}

function areWordsAlike(a: string, b: string): boolean {
  const isLong = Math.min(a.length, b.length) >= MIN_LENGTH_FOR_A_SLIP;
  return a === b || (isLong && differInOneLetter(a, b));
}

/** One letter changed, added or left out. */
function differInOneLetter(a: string, b: string): boolean {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  if (longer.length - shorter.length > 1) {
    return false;
  }
  let same = 0;
  while (same < shorter.length && shorter[same] === longer[same]) {
    same += 1;
  }
  const rest = longer.slice(same + 1);
  return longer.length === shorter.length
    ? rest === shorter.slice(same + 1)
    : rest === shorter.slice(same);
}
