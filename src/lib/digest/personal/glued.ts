/** Names written onto other words: "halorina", "pakrina", "rinadewi". */
import { isEverydayWord, MAX_EVERYDAY_LETTERS } from "./everydayWords";
import { fold } from "./fold";
import { createLookup } from "./lookup";
import { foldView } from "./squash";
import { spanIn, toView, type Span } from "./view";

/** Shorter ones stand in too many words by chance. */
const MIN_NAME_LETTERS = 4;
const MIN_WORD_LETTERS = 3;

/** "halorinanya". */
const ENDINGS = new Set(["nya", "lah", "kah", "pun", "ku", "mu"]);

export const HONORIFICS =
  "pak|bapak|bpk|bu|ibu|kak|kakak|ka|mas|mbak|mba|mbk|bang|bung|om|tante|koh|ko|ci|cik|teh|kang|gus|ustadz|ustadzah|haji|hj|mr|mrs|ms|miss|dr|prof|sir|madam";
const HONORIFIC_WORDS = new Set(HONORIFICS.split("|"));

/** A form of address tells nobody apart, even where it is all a contact's name. */
export function isHonorific(word: string): boolean {
  return HONORIFIC_WORDS.has(fold(word));
}

/** Where names stand in a word that is made of names and words alone. */
export type GluedFinder = (word: string) => Span[];

/** @param names Folded parts of names. */
export function createGluedFinder(names: ReadonlySet<string>): GluedFinder {
  const long = new Set(
    Array.from(names).filter(({ length }) => length >= MIN_NAME_LETTERS),
  );
  const lookup = createLookup(long);
  const isPiece = (piece: string) =>
    long.has(piece) ||
    (piece.length >= MIN_WORD_LETTERS &&
      (isEverydayWord(piece) || HONORIFIC_WORDS.has(piece)));
  return (word) => {
    const view = foldView(toView(word));
    const { text } = view;
    const found = isEverydayWord(text) ? [] : lookup.findIn(text);
    if (found.length === 0) {
      return [];
    }
    const begins = reachable(text, isPiece);
    const ends = reachable(reverse(text), (piece) => {
      const forwards = reverse(piece);
      return isPiece(forwards) || ENDINGS.has(forwards);
    });
    return found
      .filter(
        ({ start, end }) =>
          begins[start] === true && ends[text.length - end] === true,
      )
      .map((span) => spanIn(view, span));
  };
}

/** For each place in a text whether pieces fill everything before it. */
function reachable(
  text: string,
  isPiece: (piece: string) => boolean,
): boolean[] {
  const reached = Array.from({ length: text.length + 1 }, (_, i) => i === 0);
  for (let start = 0; start < text.length; start += 1) {
    if (reached[start] === true) {
      const last = Math.min(text.length, start + MAX_EVERYDAY_LETTERS);
      for (let end = start + 1; end <= last; end += 1) {
        reached[end] ||= isPiece(text.slice(start, end));
      }
    }
  }
  return reached;
}

function reverse(text: string): string {
  return Array.from(text).reverse().join("");
}
