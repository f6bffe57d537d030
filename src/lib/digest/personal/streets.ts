/** Where somebody lives: streets, house numbers, neighbourhoods. */
import { isEverydayWord } from "./everydayWords";
import { fold } from "./fold";
import type { Finder, Found } from "./kinds";
import { matchSpans } from "./view";

/** "jl", "jalan", "gang" and their like, with what follows looked at word by word. */
const STREET =
  /(?<![\p{L}\p{N}])(jl|jln|jalan|gang|gg|kompleks?|perum(?:ahan)?)(?![\p{L}\p{N}])\.? ?(?=\p{L})/giu;

/** These stand for nothing but a street. */
const ABBREVIATED = new Set(["jl", "jln", "gg"]);

const WORD = /(\p{L}[\p{L}\p{M}'’-]*) ?/uy;
const MAX_STREET_WORDS = 6;

/** Everyday words that are a part of streets' names. */
const STREET_WORDS = new Set(
  "raya barat timur utara selatan besar kecil tengah baru lama dalam indah permai asri buntu i ii iii iv v vi vii viii ix x".split(
    " ",
  ),
);

/** "no 12", "blok B3", "rt 03", "rw. 5", or only "12". */
const HOUSE =
  /[ ,]{0,2}(?:(?:no|nomor|nomer|blok|blk|rt|rw|kav|kavling|lt|unit)(?![\p{L}])\.? ?:? ?(?=[\p{L}\d]{0,3}\d|[a-z](?!\p{L}))[\p{L}\d][\p{L}\d/.-]{0,20}|\d{1,4}[a-z]?(?![\p{L}\d:,.]))/iuy;

const NEIGHBOURHOOD =
  /(?<![\p{L}\p{N}])rt\.? ?\d{1,3} ?[/,]? ?(?:rw\.? ?)?\d{1,3}(?![\p{L}\p{N}])/giu;

/** "12 Baker Street"; in small letters only where no everyday word is in between. */
const ENGLISH =
  /(?<![\p{L}\p{N}])\d{1,5}[a-z]? ((?:\p{L}{2,40} ){1,3})(street|st|road|rd|avenue|ave|lane|ln|drive|boulevard|blvd)(?![\p{L}\p{N}])/giu;

export const streetsFinder: Finder = (text) => [
  ...Array.from(text.matchAll(STREET), (match) =>
    readStreet(text, match),
  ).flat(),
  ...matchSpans(text, NEIGHBOURHOOD).map((span): Found => ({
    ...span,
    kind: "address",
  })),
  ...Array.from(text.matchAll(ENGLISH), readEnglish).flat(),
];

function readStreet(text: string, match: RegExpExecArray): Found[] {
  const start = match.index;
  const first = start + match[0].length;
  const isAbbreviated = ABBREVIATED.has((match[1] ?? "").toLowerCase());
  const { end, hasCapital } = readWords(text, first, isAbbreviated);
  const houseEnd = readHouse(text, end);
  const isStreet =
    end > first && (isAbbreviated || hasCapital || houseEnd > end);
  return isStreet
    ? [{ kind: "address", start, end: Math.max(end, houseEnd) }]
    : [];
}

/** The words of a street's name; the first counts whatever it is after "jl". */
function readWords(
  text: string,
  first: number,
  isAbbreviated: boolean,
): { end: number; hasCapital: boolean } {
  let end = first;
  let hasCapital = false;
  WORD.lastIndex = first;
  for (let i = 0; i < MAX_STREET_WORDS; i += 1) {
    const word = WORD.exec(text)?.[1];
    if (word === undefined || isHouseWord(word)) {
      break;
    }
    const isCapital = /^\p{Lu}/u.test(word);
    const isName =
      isCapital ||
      (i === 0 && isAbbreviated) ||
      STREET_WORDS.has(word.toLowerCase()) ||
      !isEverydayWord(fold(word));
    if (!isName) {
      break;
    }
    hasCapital ||= isCapital;
    end = text.indexOf(word, end) + word.length;
  }
  return { end, hasCapital };
}

const HOUSE_WORDS = new Set(
  "no nomor nomer blok blk rt rw kav kavling lt unit".split(" "),
);

function isHouseWord(word: string): boolean {
  return HOUSE_WORDS.has(word.toLowerCase());
}

function readHouse(text: string, from: number): number {
  let end = from;
  HOUSE.lastIndex = from;
  while (HOUSE.test(text)) {
    end = HOUSE.lastIndex;
  }
  return end;
}

function readEnglish(match: RegExpExecArray): Found[] {
  const [whole, names = "", kind = ""] = match;
  const words = names.trim().split(" ");
  const isWritten = words.every((word) => /^\p{Lu}/u.test(word));
  const isLong = /^(?:street|road|avenue|boulevard)$/iu.test(kind);
  const isStreet =
    isWritten || (isLong && words.every((word) => !isEverydayWord(fold(word))));
  return isStreet
    ? [{ kind: "address", start: match.index, end: match.index + whole.length }]
    : [];
}
