/** What a message of ours does to the question who waits. */
import { toClauses } from "./clauses";
import { createPhraseBook, type Piece } from "./phraseBook";
import { hasAny, isMadeOf } from "./pieces";
import { OUR_ENGLISH } from "./words/english";
import { OUR_INDONESIAN } from "./words/indonesian";
import { OUR_KINDS, type OurKind } from "./words/kinds";
import { OUR_REGIONAL } from "./words/regional";

export type OurMeaning =
  /** No word: stickers, emoji. */
  | "silent"
  /** Written by a machine, by its words. */
  | "machine"
  /** "Halo kak, ada yang bisa dibantu?": answers a greeting, no more. */
  | "greeting"
  /** We shall find out, and tell: "kami cek dulu ya". */
  | "promise"
  | "answer";

export interface OurMessage {
  meaning: OurMeaning;
  /** It asks the customer something; "yes" is then an answer. */
  isQuestion: boolean;
}

const bookOf = createPhraseBook(OUR_KINDS, [
  OUR_ENGLISH,
  OUR_REGIONAL,
  OUR_INDONESIAN,
]);

type ClauseMeaning =
  Exclude<OurMeaning, "silent"> | "courtesy" | "filler" | "asks" | "done";

/** @param text What was written; "" for media without words. */
export function ourMeaningOf(text: string): OurMessage {
  const clauses = toClauses(text);
  const found = new Set(
    clauses.map(({ words, isQuestion }) =>
      meaningOfClause(bookOf(words), isQuestion),
    ),
  );
  return { meaning: join(found), isQuestion: found.has("asks") };
}

/** What says nothing of what was asked. */
const POLITE: ReadonlySet<ClauseMeaning> = new Set([
  "greeting",
  "courtesy",
  "filler",
] as const);

function join(found: ReadonlySet<ClauseMeaning>): OurMeaning {
  if (found.size === 0) {
    return "silent";
  }
  if (found.has("machine")) {
    return "machine";
  }
  // Whoever is asked something is not waiting, and "sudah" is a result.
  if (found.has("promise") && !found.has("asks") && !found.has("done")) {
    return "promise";
  }
  const isPolite = [...found].every((one) => POLITE.has(one));
  if (isPolite && found.has("courtesy")) {
    return "machine";
  }
  return isPolite && found.has("greeting") ? "greeting" : "answer";
}

type Pieces = readonly Piece<OurKind>[];

function meaningOfClause(pieces: Pieces, isQuestion: boolean): ClauseMeaning {
  if (hasAny(pieces, "machine")) {
    return "machine";
  }
  if (hasAny(pieces, "courtesy")) {
    return "courtesy";
  }
  if (isMadeOf(pieces, ["greeting", "offer", "filler"])) {
    return hasAny(pieces, "greeting", "offer") ? "greeting" : "filler";
  }
  if (isPromise(pieces)) {
    return "promise";
  }
  if (isQuestion) {
    return "asks";
  }
  return hasAny(pieces, "done") ? "done" : "answer";
}

/** A phrase for it, or a verb with a mark of ours; not what is done already. */
function isPromise(pieces: Pieces): boolean {
  return (
    !hasAny(pieces, "done", "if", "theirs") &&
    (hasAny(pieces, "promise", "effort") ||
      (hasAny(pieces, "promise_verb") &&
        hasAny(pieces, "promise_mark") &&
        !pieces[0]?.kinds.has("please")))
  );
}
