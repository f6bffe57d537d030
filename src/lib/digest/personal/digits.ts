/**
 * The digits of a text in whatever way they are written: as digits, as words, as
 * Han numerals, as letters that look like them.
 */

export interface Digit {
  /** "0" to "9". */
  value: string;
  start: number;
  end: number;
  /** False where it may as well be a letter: "5l". */
  isSure: boolean;
}

const WORDS: Record<string, string> = {
  nol: "0",
  kosong: "0",
  zero: "0",
  satu: "1",
  dua: "2",
  tiga: "3",
  empat: "4",
  lima: "5",
  enam: "6",
  tujuh: "7",
  delapan: "8",
  lapan: "8",
  sembilan: "9",
  one: "1",
  two: "2",
  three: "3",
  four: "4",
  five: "5",
  six: "6",
  seven: "7",
  eight: "8",
  nine: "9",
};

/** These count only where nothing is written onto them. */
const WHOLE_WORDS = new Map([
  ["oh", "0"],
  ["o", "0"],
]);

const HAN: Record<string, string> = Object.fromEntries(
  [
    "〇零",
    "一壹弌",
    "二贰貳",
    "三叁參",
    "四肆",
    "五伍",
    "六陆陸",
    "七柒",
    "八捌",
    "九玖",
  ].flatMap((numerals, value) =>
    Array.from(numerals, (numeral) => [numeral, String(value)]),
  ),
);

const LOOK_ALIKES: Record<string, string> = {
  o: "0",
  O: "0",
  Q: "0",
  l: "1",
  i: "1",
  I: "1",
  L: "1",
  z: "2",
  Z: "2",
  S: "5",
  s: "5",
  b: "6",
  G: "6",
  B: "8",
  g: "9",
  q: "9",
};

/** So many in a row are no part of another word. */
const MIN_GLUED = 4;

const TOKEN = /[\p{L}\p{N}]+/gu;

/** A number word, by its first letter. */
const WORDS_BY_LETTER = new Map<string, [string, string][]>();
for (const entry of Object.entries(WORDS)) {
  const letter = entry[0].charAt(0);
  WORDS_BY_LETTER.set(letter, [...(WORDS_BY_LETTER.get(letter) ?? []), entry]);
}

/** @param text That `simplify` has seen: digits of all scripts are ASCII. */
export function digitsIn(text: string): Digit[] {
  return Array.from(text.matchAll(TOKEN), ({ 0: token, index }) =>
    digitsOfToken(token).map(({ start, end, ...digit }) => ({
      ...digit,
      start: index + start,
      end: index + end,
    })),
  ).flat();
}

/** Digits alone, in a plain spelling. */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}

function digitsOfToken(token: string): Digit[] {
  const whole = WHOLE_WORDS.get(token.toLowerCase());
  if (whole !== undefined) {
    return [{ value: whole, start: 0, end: token.length, isSure: true }];
  }
  const read = readDigits(token);
  const isAllDigits =
    read.reduce((sum, { start, end }) => sum + end - start, 0) === token.length;
  if (isAllDigits) {
    return read;
  }
  return readLookAlikes(token) ?? withoutChance(read, token);
}

/** What says a digit outright. */
function readDigits(token: string): Digit[] {
  const lower = toLowerCase(token);
  const read: Digit[] = [];
  for (let start = 0; start < token.length;) {
    const [value, length] = digitAt(token, lower, start);
    if (value !== undefined) {
      read.push({ value, start, end: start + length, isSure: true });
    }
    start += length;
  }
  return read;
}

/** Only letters whose small form is as long. */
function toLowerCase(token: string): string {
  const lower = token.toLowerCase();
  return lower.length === token.length ? lower : token;
}

function digitAt(
  token: string,
  lower: string,
  at: number,
): [value: string | undefined, length: number] {
  const character = token.charAt(at);
  if (isAscii(character)) {
    return [character, 1];
  }
  const numeral = HAN[character];
  if (numeral !== undefined) {
    return [numeral, 1];
  }
  const word = WORDS_BY_LETTER.get(lower.charAt(at))?.find(([one]) =>
    lower.startsWith(one, at),
  );
  return word === undefined ? [undefined, 1] : [word[1], word[0].length];
}

/** "O8l2": every letter looks like a digit, and there are digits. */
function readLookAlikes(token: string): Digit[] | null {
  const written = digitsOf(token).length;
  const isSure = written > token.length - written;
  const read: Digit[] = [];
  for (let at = 0; at < token.length; at += 1) {
    const character = token.charAt(at);
    const value = isAscii(character) ? character : LOOK_ALIKES[character];
    if (value === undefined) {
      return null;
    }
    read.push({ value, start: at, end: at + 1, isSure });
  }
  return written === 0 ? null : read;
}

/** Without words and numerals that stand in another word by chance. */
function withoutChance(read: readonly Digit[], token: string): Digit[] {
  const kept: Digit[] = [];
  let row: Digit[] = [];
  for (const [i, digit] of read.entries()) {
    row.push(digit);
    if (read[i + 1]?.start !== digit.end) {
      const isLong = row.length >= MIN_GLUED;
      kept.push(
        ...row.filter(({ start }) => isLong || isAscii(token.charAt(start))),
      );
      row = [];
    }
  }
  return kept;
}

function isAscii(character: string): boolean {
  return character >= "0" && character <= "9";
}
