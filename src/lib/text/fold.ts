/**
 * Text as a search compares it: one form for every spelling of a name. Both
 * sides of a search are folded; what people see stays as it came.
 */

/**
 * Marks that a search does without: accents of any script that shares them
 * (Latin, Greek, Cyrillic), Arabic and Hebrew vowel points. The marks of other
 * scripts, Thai and Indic vowels among them, are letters, and so are the voicing
 * marks of kana: without them other words come out.
 */
const ACCENTS =
  /(?![\u3099\u309a])(?=[\p{Script=Inherited}\p{Script=Hebrew}\p{Script=Arabic}])\p{M}/gu;

/** Letters that Unicode takes for letters of their own, as people type them. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  ı: "i",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ø: "o",
  æ: "ae",
  œ: "oe",
  ħ: "h",
  ŧ: "t",
  ŋ: "n",
  ɓ: "b",
  ɖ: "d",
  ɗ: "d",
  ɛ: "e",
  ɔ: "o",
  ƙ: "k",
  ƴ: "y",
  // Final only by its place in the word: a typed beginning ends with it too.
  ς: "σ",
  // Apostrophes that Unicode counts as letters: they would join two words.
  ʻ: "'",
  ʼ: "'",
  // Stretches an Arabic word, says nothing.
  "\u0640": "",
};
const LETTERS_OF_THEIR_OWN = new RegExp(
  `[${Object.keys(PLAIN_LETTERS).join("")}]`,
  "gu",
);

/** How these letters are written where the keyboard lacks them (ICAO 9303-3). */
const SPELT_OUT: Readonly<Record<string, string>> = {
  ä: "ae",
  ö: "oe",
  ü: "ue",
  ø: "oe",
  å: "aa",
};
const UMLAUTS = /[äöüøå]/gu;

/** NFKC takes SARA AM apart and never puts it together again (Thai, Lao). */
const SARA_AM_PARTS = /\u0e4d\u0e32|\u0ecd\u0eb2/g;
const SARA_AM: Readonly<Record<string, string>> = {
  "\u0e4d\u0e32": "\u0e33",
  "\u0ecd\u0eb2": "\u0eb3",
};

/**
 * Lower case, compatibility forms composed, no accents: "Thaís", "THAI\u0301S"
 * and "thais" are one. An umlaut loses its dots: "Müller" is "muller". Applying
 * it again changes nothing.
 */
export function foldText(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(ACCENTS, "")
    .replace(LETTERS_OF_THEIR_OWN, (letter) => PLAIN_LETTERS[letter] ?? letter)
    .normalize("NFKC")
    .replace(SARA_AM_PARTS, (parts) => SARA_AM[parts] ?? parts);
}

/**
 * Every folded spelling of a text, the plain one first: "Müller" is written
 * "muller" and "mueller", "Kåre" "kare" and "kaare". One spelling when there is
 * nothing to spell out.
 */
export function foldedSpellings(text: string): string[] {
  const spelt = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(UMLAUTS, (letter) => SPELT_OUT[letter] ?? letter);
  return [...new Set([foldText(text), foldText(spelt)])];
}
