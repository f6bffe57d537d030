/** A message as clauses of words, in one spelling each. */
import { foldText } from "../../text/fold";

export interface Clause {
  /** Folded; no letter stands twice in a row, as in "okeee" or "makasihh". */
  words: string[];
  /** A question mark ended it. */
  isQuestion: boolean;
}

/** Scripts without spaces: each sign is a word. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]/u;
const WORD_SIGN = /[\p{L}\p{M}\p{N}]/u;
const APOSTROPHES = "'’‘`´";
const QUESTION_MARKS = "?？؟";
const CLAUSE_ENDS = ".!,;:…\n\r。！、，()|";
/** A digit counts each time: 500 is not 50. */
const DIGIT = /\p{N}/u;
const EMOJI = /\p{Extended_Pictographic}/u;

/**
 * Splits a text into its clauses; those without a word are there only when they
 * ask ("??"). Apostrophes join ("can't" is "cant"), everything else separates.
 */
export function toClauses(text: string): Clause[] {
  const clauses: Clause[] = [];
  let words: string[] = [];
  let word = "";
  let last = "";
  const endWord = () => {
    if (word !== "") {
      words.push(word);
      word = "";
    }
  };
  const endClause = (isQuestion: boolean) => {
    endWord();
    if (words.length > 0 || isQuestion) {
      clauses.push({ words, isQuestion });
      words = [];
    }
  };
  for (const sign of foldText(text)) {
    if (QUESTION_MARKS.includes(sign)) {
      endClause(true);
    } else if (CLAUSE_ENDS.includes(sign) || EMOJI.test(sign)) {
      endClause(false);
    } else if (UNSPACED.test(sign)) {
      endWord();
      words.push(sign);
    } else if (WORD_SIGN.test(sign)) {
      word += word !== "" && sign === last && !DIGIT.test(sign) ? "" : sign;
    } else if (!APOSTROPHES.includes(sign)) {
      endWord();
    }
    last = sign;
  }
  endClause(false);
  return clauses;
}
