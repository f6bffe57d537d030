/** What a message of a customer does to the question who waits. */
import { toClauses, type Clause } from "./clauses";
import { createPhraseBook, type Piece } from "./phraseBook";
import { areNear, hasAny, isMadeOf } from "./pieces";
import { ENGLISH } from "./words/english";
import { INDONESIAN } from "./words/indonesian";
import { WORD_KINDS, type WordKind } from "./words/kinds";
import { REGIONAL } from "./words/regional";

export type CustomerMeaning =
  /** Stickers, emoji: nothing. */
  | "silent"
  /** Only a greeting: a greeting answers it. */
  | "greeting"
  /** Yes: closes, unless we asked for it. */
  | "yes"
  /** Thanks, or understood. */
  | "thanks"
  /** Thanks for what was answered, or "that is all". */
  | "thanks_for"
  /**
   * Thanks or "ok" and something else that neither asks nor orders: thanks after
   * an answer of ours, and what was asked for after a question of ours.
   */
  | "thanks_and_more"
  /** Withdrawn, or the next step is the customer's. */
  | "closed"
  /** The customer did what was asked and wants it seen: "sudah transfer". */
  | "step"
  /** Anything that wants an answer. */
  | "open";

const bookOf = createPhraseBook(WORD_KINDS, [ENGLISH, REGIONAL, INDONESIAN]);

/** Kinds that alone make a clause one that closes. */
const CLOSINGS: readonly WordKind[] = [
  ...(["ack", "thanks", "enough", "praise"] as const),
  ...(["farewell", "await", "no"] as const),
];

/** They end a talk even with a "yes". */
const FINAL: readonly WordKind[] = [
  ...(["thanks", "enough", "farewell", "await", "no"] as const),
];

/** What may stand beside them. */
const COVERED: readonly WordKind[] = [
  ...CLOSINGS,
  ...(["filler", "thing", "for", "yes", "greeting"] as const),
  ...(["later", "first", "will", "subject", "done", "slip"] as const),
];

type ClauseMeaning =
  | Exclude<CustomerMeaning, "silent" | "open" | "closed">
  | "wants"
  | "trouble"
  | "wrong_number"
  | "asks"
  | "withdrawn"
  | "own_step"
  | "received"
  | "filler"
  | "says";

/** What the message means when a clause of it means that; the first one wins. */
const MEANING_BY_RANK: readonly [ClauseMeaning, CustomerMeaning][] = [
  ["wrong_number", "closed"],
  ["step", "step"],
  ["asks", "open"],
  ["withdrawn", "closed"],
  ["own_step", "closed"],
  ["trouble", "open"],
  ["received", "closed"],
  ["wants", "open"],
  ["thanks_and_more", "thanks_and_more"],
  ["thanks_for", "thanks_for"],
  ["thanks", "thanks"],
  ["yes", "yes"],
  ["greeting", "greeting"],
  ["filler", "greeting"],
];

const THANKS: ReadonlySet<CustomerMeaning> = new Set([
  "thanks_and_more",
  "thanks_for",
  "thanks",
] as const);

/** What gives way to a clause that says something. */
const LOW_MEANINGS: ReadonlySet<CustomerMeaning> = new Set([
  ...THANKS,
  ...(["yes", "greeting", "silent"] as const),
]);

/** @param text What was written; "" for media without words. */
export function meaningOf(text: string): CustomerMeaning {
  const found = new Set(toClauses(text).map(meaningOfClause));
  const ranked = MEANING_BY_RANK.find(([meaning]) => found.has(meaning));
  const meaning = ranked === undefined ? "silent" : ranked[1];
  return found.has("says") && LOW_MEANINGS.has(meaning)
    ? THANKS.has(meaning)
      ? "thanks_and_more"
      : "open"
    : meaning;
}

/** True for what asks, orders or tells of a step: more than "halo kak?". */
export function saysWhatIsWanted(text: string): boolean {
  return toClauses(text).some((clause) => {
    const isNudge =
      clause.words.length === 0 ||
      isMadeOf(bookOf(clause.words), ["filler", "greeting"]);
    return !isNudge && WISHES.has(meaningOfClause(clause));
  });
}

/** True for what is no longer wanted. */
export function isWithdrawal(text: string): boolean {
  return toClauses(text).map(meaningOfClause).includes("withdrawn");
}

const WISHES: ReadonlySet<ClauseMeaning> = new Set([
  ...(["asks", "wants", "step", "trouble"] as const),
]);

type Pieces = readonly Piece<WordKind>[];

function meaningOfClause({ words, isQuestion }: Clause): ClauseMeaning {
  const pieces = bookOf(words);
  if (hasAny(pieces, "wrong_number")) {
    return "wrong_number";
  }
  if (isStep(pieces)) {
    return "step";
  }
  if (isQuestion || hasAny(pieces, "ask", "complaint")) {
    return "asks";
  }
  if (hasAny(pieces, "withdrawal") || areNear(pieces, "turned_out", "done")) {
    return "withdrawn";
  }
  if (isOwnStep(pieces)) {
    return "own_step";
  }
  if (hasAny(pieces, "trouble")) {
    return "trouble";
  }
  if (isReceived(pieces)) {
    return "received";
  }
  if (hasAny(pieces, "may_ask")) {
    return "asks";
  }
  const rest = meaningOfRest(pieces);
  return rest === "says" ? meaningOfSaying(pieces, words) : rest;
}

/** "anak2" is "anak-anak", no number. */
const REDUPLICATED = /^\p{L}{2,}2(?:\p{L}{2,3})?$/u;

/** Of a clause with words that no list has. */
function meaningOfSaying(
  pieces: Pieces,
  words: readonly string[],
): ClauseMeaning {
  if (words.some((word) => /\p{N}/u.test(word) && !REDUPLICATED.test(word))) {
    return "wants";
  }
  const isToCome =
    hasAny(pieces, "subject") && hasAny(pieces, "later", "future");
  if (hasAny(pieces, "want")) {
    // "mau" both wants and is to come.
    const isWish = pieces.some(
      ({ kinds }) => kinds.has("want") && kinds.has("will"),
    );
    return isToCome && !isWish ? "thanks_and_more" : "wants";
  }
  const first = pieces.find(({ kinds }) => !kinds.has("filler"));
  const isAcknowledging =
    first !== undefined && hasAny([first], "ack", "thanks", "praise");
  return isAcknowledging || isToCome || hasAny(pieces, "thanks")
    ? "thanks_and_more"
    : "says";
}

/** Of a clause that neither asks nor tells of a step. */
function meaningOfRest(pieces: Pieces): ClauseMeaning {
  const isCovered = isMadeOf(pieces, COVERED);
  if (isThanksFor(pieces, isCovered)) {
    return "thanks_for";
  }
  // "yes, that works" is a yes.
  const isYes = hasAny(pieces, "yes") && !hasAny(pieces, ...FINAL);
  if (isCovered && isYes) {
    return "yes";
  }
  if (hasAny(pieces, "await") || (isCovered && hasAny(pieces, ...CLOSINGS))) {
    return "thanks";
  }
  if (isMadeOf(pieces, ["filler"])) {
    return "filler";
  }
  if (!isCovered) {
    return "says";
  }
  if (hasAny(pieces, "slip")) {
    return "withdrawn";
  }
  // "besok aja": an answer if we asked, else no more than "ok".
  return hasAny(pieces, "greeting") ? "greeting" : "thanks_and_more";
}

/** "makasih infonya", "thanks for yesterday", "that's all". */
function isThanksFor(pieces: Pieces, isCovered: boolean): boolean {
  const thanks = pieces.findIndex(({ kinds }) => kinds.has("thanks"));
  const after = pieces.slice(thanks + 1);
  return (
    (thanks !== -1 &&
      (hasAny(after, "for") || (isCovered && hasAny(pieces, "thing")))) ||
    (isCovered && hasAny(pieces, "enough"))
  );
}

/** A phrase for it, or "done" near what was done; not "if". */
function isStep(pieces: Pieces): boolean {
  return (
    !hasAny(pieces, "if") &&
    (hasAny(pieces, "step") || areNear(pieces, "done", "step_verb"))
  );
}

/** What the customer will do: the next word is not ours. */
function isOwnStep(pieces: Pieces): boolean {
  const isCondition = hasAny(pieces, "if") && hasAny(pieces, "may_ask");
  const isToCome = !isCondition && hasAny(pieces, "later", "will", "first");
  return (
    hasAny(pieces, "own_step") ||
    (isToCome && hasAny(pieces, "own_verb")) ||
    (isToCome && hasAny(pieces, "told_verb") && hasAny(pieces, "subject"))
  );
}

/** "barangnya sudah sampai": good, unless it is the customer who arrived. */
function isReceived(pieces: Pieces): boolean {
  return (
    hasAny(pieces, "received") ||
    areNear(pieces, "done", "receive_verb") ||
    (!hasAny(pieces, "subject") && areNear(pieces, "done", "arrive_verb"))
  );
}
