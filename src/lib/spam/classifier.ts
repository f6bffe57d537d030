/**
 * What a workspace's own members called spam, as a classifier of words (naive
 * Bayes with equal priors), one per language: pooled ones call ordinary orders
 * spam. It says nothing before it has seen enough of both.
 */
import { fnv1a32 } from "../crypto/fnv";
import { toSpamText } from "./text";

/** So many labels of each class before it says anything. */
export const MIN_LABELS = 50;
/** Words of one message that are looked at. */
export const MAX_WORDS = 40;
/** 19 to 1. */
const SURE_LOG_ODDS = Math.log(19);

export const SPAM_LANGUAGES = ["id", "en"] as const;
export type SpamLanguage = (typeof SPAM_LANGUAGES)[number];

const SMALL_WORDS: Record<SpamLanguage, ReadonlySet<string>> = {
  id: new Set(
    "yang dan di ke dari untuk dengan ini itu ada tidak bisa saya anda aku kak apa mau sudah belum ya kami jika hub tanpa nomor no dgn utk yg".split(
      " ",
    ),
  ),
  en: new Set(
    "the a an and of to in for is are you your i we it this that have with my can do be on at now or from".split(
      " ",
    ),
  ),
};

/** The language with more small words; Indonesian where neither has any. */
export function languageOf(words: string): SpamLanguage {
  const all = words.trim().split(" ");
  const count = (language: SpamLanguage) =>
    all.filter((word) => SMALL_WORDS[language].has(word)).length;
  return count("en") > count("id") ? "en" : "id";
}

/** A message as the classifier knows it: hashes of its words, each once. */
export interface Features {
  language: SpamLanguage;
  words: number[];
}

/** Words of three letters and more; numbers are nobody's way of writing. */
export function featuresOf(message: string): Features {
  const { words } = toSpamText(message);
  const long = words.split(" ").filter((word) => /^\p{L}{3,}$/u.test(word));
  return {
    language: languageOf(words),
    words: [...new Set(long)].slice(0, MAX_WORDS).map(fnv1a32),
  };
}

/** In how many messages of each class something was. */
export interface Labels {
  spam: number;
  ham: number;
}

/**
 * What the counts say of a message; null when they are too few or not sure.
 *
 * @param words the counts of its words
 */
export function classify(
  labels: Labels,
  words: readonly Labels[],
): "spam" | "ham" | null {
  if (Math.min(labels.spam, labels.ham) < MIN_LABELS) {
    return null;
  }
  const logOdds = words
    .map(
      ({ spam, ham }) =>
        Math.log((spam + 1) / (labels.spam + 2)) -
        Math.log((ham + 1) / (labels.ham + 2)),
    )
    .reduce((sum, odds) => sum + odds, 0);
  if (Math.abs(logOdds) < SURE_LOG_ODDS) {
    return null;
  }
  return logOdds > 0 ? "spam" : "ham";
}
