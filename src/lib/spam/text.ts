/**
 * A message as the signals read it: words in one spelling, however a sender
 * disguised them ("SEL4MAT", "s l o t", "ga-cor" with invisible signs between).
 */
import { foldText } from "../text/fold";

/** So much of a message is looked at. */
const MAX_CHARACTERS = 2_000;

export interface SpamText {
  /** As it was written, cut. */
  raw: string;
  /** Its words with one space around each: " selamat anda ". */
  words: string;
  wordCount: number;
}

/** Digits that stand for letters within a word. */
const LETTER_OF: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
};

const INVISIBLE = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/g;
const WORD = /[\p{L}\p{N}@$]+/gu;

export function toSpamText(message: string): SpamText {
  const raw = message
    .slice(0, MAX_CHARACTERS)
    .normalize("NFKC")
    .replace(INVISIBLE, "");
  const words = joinLetters((foldText(raw).match(WORD) ?? []).map(undisguise));
  return { raw, words: ` ${words.join(" ")} `, wordCount: words.length };
}

/** Letters for digits between letters; amounts such as "50rb" stay. */
function undisguise(word: string): string {
  if (!/^\p{L}/u.test(word) || !/[0-9@$]/.test(word)) {
    return word;
  }
  return word.replace(/[013457@$]/g, (sign) => LETTER_OF[sign] ?? sign);
}

/** "s l o t" is one word: three single letters or more in a row. */
function joinLetters(words: readonly string[]): string[] {
  const joined: string[] = [];
  let run: string[] = [];
  const end = () => {
    joined.push(...(run.length >= 3 ? [run.join("")] : run));
    run = [];
  };
  for (const word of words) {
    if (word.length === 1 && /\p{L}/u.test(word)) {
      run.push(word);
    } else {
      end();
      joined.push(word);
    }
  }
  end();
  return joined;
}
