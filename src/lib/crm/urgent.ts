/**
 * What is urgent: harm, danger, being stranded, a deadline within a day, threats
 * and escalation, or the customer's own word for it. Whole phrases only; one that
 * may be harmless ("jatuh", "hotel", "today") counts with what belongs to it. For
 * messages that have no answer: who is answered is looked after.
 */
import { toClauses, type Clause } from "./waiting/clauses";
import { createPhraseBook, type Piece } from "./waiting/phraseBook";
import { URGENT_ENGLISH } from "./urgent/english";
import { URGENT_INDONESIAN } from "./urgent/indonesian";
import { URGENT_KINDS, type UrgentKind } from "./urgent/kinds";
import { URGENT_SITUATIONS } from "./urgent/situations";
import { URGENT_REGIONAL } from "./urgent/regional";

const bookOf = createPhraseBook(URGENT_KINDS, [
  URGENT_ENGLISH,
  URGENT_INDONESIAN,
  URGENT_REGIONAL,
  URGENT_SITUATIONS,
]);

/** A phrase with what its words are, for numbers. */
interface Said {
  kinds: ReadonlySet<UrgentKind>;
  words: readonly string[];
}

/** A phrase that means something. */
interface Meaning {
  kinds: ReadonlySet<UrgentKind>;
  /** Its place among all phrases. */
  at: number;
}

/** All that is said, in one spelling. */
interface Spelling {
  said: readonly Said[];
  meanings: readonly Meaning[];
  /** The kinds of all meanings. */
  kinds: ReadonlySet<UrgentKind>;
}

/** Phrases between two that belong together. */
const MAX_DISTANCE = 12;

/** How far before a phrase a "not" reaches. */
const NOT_DISTANCE = 2;

/** Kinds that make a message urgent when they stand near each other. */
const TOGETHER: readonly (readonly [UrgentKind, ...UrgentKind[]])[] = [
  ["person", "harm"],
  ["body", "harm"],
  ["baby", "fever"],
  ["pain", "severe"],
  ["valuable", "gone"],
  ["body", "struck"],
  ["unstopping", "symptom"],
  ["person", "cannot", "vital"],
  ["body", "cannot", "vital"],
  ["ingested", "poison"],
  ["fuel", "leaking", "smelling"],
  ["stuck", "travel"],
  ["turned_away", "travel"],
  ["vehicle", "stuck", "person"],
  ["place", "stuck"],
  ["place", "turned_away"],
  ["here", "turned_away"],
  ["ride", "absent", "place"],
  ["ride", "absent", "here"],
  ["travel", "missed"],
  ["travel", "was_cancelled"],
];

/** The same, unless the customer leaves us the time ("if possible"). */
const DEADLINES: typeof TOGETHER = [
  ["deadline", "soon"],
  ["must", "soon"],
  ["must", "hours_left"],
  ["need", "by", "soon"],
  ["event", "soon", "trouble"],
  ["travel", "soon", "trouble"],
  ["travel", "hours_left"],
  ["event", "hours_left"],
  ["obliged", "by_soon"],
  ["event", "clock", "trouble"],
  ["crew", "absent", "soon"],
  ["crew", "absent", "by_soon"],
];

/** Is urgent whether or not it is somebody's story of another time. */
const SELF_EVIDENT: readonly UrgentKind[] = ["threat", "explicit"];

/** @param text What a customer wrote, in any of our languages. */
export function isUrgent(text: string): boolean {
  const clauses = toClauses(text);
  const spellings = [
    clauses,
    ...SUFFIXES.map((suffix) =>
      clauses.map((clause) => toBareClause(clause, suffix)),
    ),
  ].map(toSpelling);
  const has = (kind: UrgentKind) =>
    spellings.some(({ kinds }) => kinds.has(kind));
  const stands = (kind: UrgentKind) =>
    spellings.some((spelling) => standsUndenied(spelling, kind));
  if (SELF_EVIDENT.some(stands)) {
    return true;
  }
  if (has("elsewhere")) {
    return false;
  }
  if (stands("danger") || spellings.some(isHighFever)) {
    return true;
  }
  const pairs = has("soft") ? TOGETHER : [...TOGETHER, ...DEADLINES];
  // Who comes ten minutes late is coming, and nothing else.
  return (
    !has("coming") &&
    spellings.some((spelling) =>
      pairs.some((kinds) => areTogether(spelling, kinds)),
    )
  );
}

/** Numbers of hours within a day, and of minutes within half an hour. */
const SMALL_NUMBER =
  /^(?:[1-9]|[12]\d|30|one|two|three|four|five|six|satu|dua|tiga|empat|lima|enam)$/;

/** "3pm", "17.00". */
const CLOCK_TIME = /^\d{1,2}(?:am|pm)$/;

/** "netes2" is said twice. */
const TWICE = /(?<=\p{L}{4})2$/u;

/** "kopernya"; of "nikahannya" the doubled letter is gone by now. */
const SUFFIXES = [/(?<=\p{L}{3})nya$/u, /(?<=\p{L}{3}n)ya$/u];

/** As phrases are written: "2 jam lagi" is "n jam lagi", "kopernya" is "koper". */
function toBareClause({ words, isQuestion }: Clause, suffix: RegExp): Clause {
  const bare = words.map((word) =>
    SMALL_NUMBER.test(word) || CLOCK_TIME.test(word)
      ? "n"
      : word.replace(TWICE, "").replace(suffix, ""),
  );
  return { words: bare, isQuestion };
}

/** How far a fear reaches: what somebody is afraid of has not happened. */
const FEAR_DISTANCE = 6;
const NOTHING: ReadonlySet<UrgentKind> = new Set();

function toSpelling(clauses: readonly Clause[]): Spelling {
  const said = sayingsOf(clauses);
  const meanings = said.flatMap(({ kinds }, at) =>
    kinds.size > 0 ? [{ kinds, at }] : [],
  );
  const kinds = new Set(meanings.flatMap((one) => [...one.kinds]));
  return { said, meanings, kinds };
}

function sayingsOf(clauses: readonly Clause[]): Said[] {
  const said = clauses.flatMap(phrasesOf);
  if (!said.some(({ kinds }) => kinds.has("fear"))) {
    return said;
  }
  return said.map((one, at) =>
    said
      .slice(Math.max(0, at - FEAR_DISTANCE), at)
      .some(({ kinds }) => kinds.has("fear"))
      ? { ...one, kinds: NOTHING }
      : one,
  );
}

function phrasesOf({ words }: Clause): Said[] {
  let at = 0;
  return bookOf(words).map(({ kinds, length }: Piece<UrgentKind>) => {
    at += length;
    return { kinds, words: words.slice(at - length, at) };
  });
}

function standsUndenied(
  { said, meanings }: Spelling,
  kind: UrgentKind,
): boolean {
  return meanings.some(
    ({ kinds, at }) =>
      kinds.has(kind) &&
      !said
        .slice(Math.max(0, at - NOT_DISTANCE), at)
        .some((before) => before.kinds.has("not")),
  );
}

/**
 * A phrase of each kind, each its own, within so many phrases. Looks at phrases
 * that mean something only: a message of 4,096 signs can have 2,000 words.
 */
function areTogether(
  { meanings, kinds: present }: Spelling,
  kinds: readonly UrgentKind[],
): boolean {
  if (!kinds.every((kind) => present.has(kind))) {
    return false;
  }
  const lastAt = kinds.map(() => -Infinity);
  return meanings.some((one) => {
    kinds.forEach((kind, i) => {
      // Its own last place may be this one: each kind comes once.
      if (one.kinds.has(kind) && !lastAt.includes(one.at)) {
        lastAt[i] = one.at;
      }
    });
    return one.at - Math.min(...lastAt) <= MAX_DISTANCE;
  });
}

/** Degrees that no child should have: Celsius from 39, Fahrenheit from 102. */
const HIGH_FEVER = /^(?:39|4[0-2]|10[2-6])(?:c|f|an)?$/;
const FEVER_DISTANCE = 8;

function isHighFever({ said, meanings }: Spelling): boolean {
  return meanings.some(
    ({ kinds, at }) =>
      kinds.has("fever") &&
      said
        .slice(Math.max(0, at - FEVER_DISTANCE), at + FEVER_DISTANCE)
        .some(({ words }) => words.some((word) => HIGH_FEVER.test(word))),
  );
}
