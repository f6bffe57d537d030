/** Known names of people, wherever and however they stand in a text. */
import { isEverydayWord } from "./everydayWords";
import { foldLeet, foldLetters } from "./fold";
import { createGluedFinder, isHonorific, type GluedFinder } from "./glued";
import type { Finder, Found } from "./kinds";
import { createLookup, type Lookup } from "./lookup";
import { squash } from "./squash";
import { matchSpans, spanIn, type Span } from "./view";

/** Shorter parts are initials and particles ("M.", "bin", "de" stay or go). */
const MIN_PART_LETTERS = 3;

/** So long is a name of several words that nothing else contains it by chance. */
const MIN_WHOLE_LETTERS = 7;

/** Indonesian writes these onto the name: "Budinya". */
const SUFFIX = /(?:nya|lah|kah|pun|ku|mu)$/u;

/** Scripts that put no space between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Letters in emoji count: they are symbols to Unicode. */
const LETTER = "[\\p{L}\\p{M}\\u{1f150}-\\u{1f189}\\u{1f1e6}-\\u{1f1ff}]";
const WORD = new RegExp(`${LETTER}+`, "gu");
/** Words with signs in place of letters (leetspeak): "R1n@". */
const LEET_WORD = /[\p{L}\p{M}\p{N}@$!|]+/gu;

/** "Rinaaa": so many of one letter are no spelling. */
const DRAWN_OUT = /(.)\1{2,}/gu;

/** How names are looked for: by parts, as wholes, exactly as written. */
interface KnownNames {
  parts: ReadonlySet<string>;
  /** The parts with what is written for letters as letters. */
  leetParts: ReadonlySet<string>;
  /** Names that only count as a whole: short words, one after the other. */
  wholes: ReadonlySet<string>;
  /** Two letters are a name only when written like one. */
  exact: ReadonlySet<string>;
  /** Long names of several words, and names in scripts without spaces. */
  glued: Lookup;
  longest: number;
  findWithin: GluedFinder;
}

/**
 * Finds the names that are known: whole or in part, without accents, with
 * look-alikes, spaced out, or written onto other words.
 *
 * @param isOwn True where the names belong to whoever is writing: then also
 * names that are everyday words are found.
 */
export function knownNamesFinder(
  names: readonly string[],
  isOwn: boolean,
): Finder {
  const known = prepare(names, isOwn);
  return (text) =>
    [
      ...findWords(text, known),
      ...findLeet(text, known),
      ...findSpaced(text, known),
      ...findWholes(text, known),
    ].map((span): Found => ({ ...span, kind: "name" }));
}

function prepare(names: readonly string[], isOwn: boolean): KnownNames {
  const parts = new Set<string>();
  const wholes = new Set<string>();
  const exact = new Set<string>();
  const glued = new Set<string>();
  for (const name of names.map((one) => one.normalize("NFKC"))) {
    const words = name.match(WORD) ?? [];
    const folded = words.map(foldLetters);
    const counts = folded.map(
      (word) => !isHonorific(word) && (isOwn || !isEverydayWord(word)),
    );
    const long = folded.filter(
      (word, i) => counts[i] === true && lettersOf(word) >= MIN_PART_LETTERS,
    );
    long.forEach((word) => parts.add(word));
    if (!counts.includes(true)) {
      continue;
    }
    const whole = folded.join("");
    if (UNSPACED.test(name)) {
      glued.add(whole);
    } else if (words.length > 1 && lettersOf(whole) >= MIN_WHOLE_LETTERS) {
      glued.add(whole);
    }
    if (long.length === 0 && words.length > 1) {
      wholes.add(whole);
    } else if (long.length === 0 && lettersOf(whole) > 1) {
      exact.add(words.join(""));
    }
  }
  const all = [...parts, ...wholes];
  return {
    parts,
    leetParts: new Set(Array.from(parts, foldLeet)),
    wholes,
    exact,
    glued: createLookup(glued),
    longest: all.reduce((most, { length }) => Math.max(most, length), 0),
    findWithin: createGluedFinder(parts),
  };
}

function lettersOf(text: string): number {
  return Array.from(text).length;
}

function isKnownWord(word: string, { parts }: KnownNames): boolean {
  const folded = foldLetters(word);
  const short = folded.replace(DRAWN_OUT, "$1");
  return [folded, short, folded.replace(SUFFIX, "")].some((form) =>
    parts.has(form),
  );
}

/** Whole words, and names written onto other words. */
function findWords(text: string, known: KnownNames): Span[] {
  return matchSpans(text, WORD).flatMap((span) => {
    const word = text.slice(span.start, span.end);
    if (known.exact.has(word) || isKnownWord(word, known)) {
      return [span];
    }
    return known.findWithin(word).map(({ start, end }) => ({
      start: span.start + start,
      end: span.start + end,
    }));
  });
}

/** A word that is one as it stands is not read in another way. */
function findLeet(text: string, { leetParts }: KnownNames): Span[] {
  return matchSpans(text, LEET_WORD).filter(({ start, end }) => {
    const folded = foldLetters(text.slice(start, end));
    return (
      /\p{L}/u.test(folded) &&
      !isEverydayWord(folded) &&
      leetParts.has(foldLeet(folded))
    );
  });
}

/** At most so many characters stand between the pieces of a word. */
const MAX_GAP = 4;

/** "R i n a", "Ri-na"; but not everyday words that happen to make a name. */
function findSpaced(text: string, known: KnownNames): Span[] {
  const words = matchSpans(text, WORD).map((span) => ({
    ...span,
    folded: foldLetters(text.slice(span.start, span.end)),
  }));
  const found: Span[] = [];
  for (const [i, first] of words.entries()) {
    let joined = first.folded;
    let isEveryday = isPlainWord(first.folded);
    for (let j = i + 1; joined.length < known.longest; j += 1) {
      const next = words[j];
      const before = words[j - 1];
      if (next === undefined || before === undefined) {
        break;
      }
      const gap = text.slice(before.end, next.start);
      if (gap.length > 2 * MAX_GAP || lettersOf(gap) > MAX_GAP) {
        break;
      }
      joined += next.folded;
      isEveryday &&= isPlainWord(next.folded);
      const isName = known.parts.has(joined) || known.wholes.has(joined);
      if (isName && !isEveryday && !/\p{N}/u.test(gap)) {
        found.push({ start: first.start, end: next.end });
      }
    }
  }
  return found;
}

function isPlainWord(folded: string): boolean {
  return folded.length > 1 && isEverydayWord(folded);
}

/** Whatever stands between the letters, and whatever is written onto them. */
function findWholes(text: string, { glued }: KnownNames): Span[] {
  const squashed = squash(text);
  return glued.findIn(squashed.text).map((span) => spanIn(squashed, span));
}
