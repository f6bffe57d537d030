/**
 * What a person is found by: terms that begin as somebody would begin to type.
 * Both sides of a search are made here, so that they meet.
 */
import { phoneSpellings } from "../phone/spellings";
import { cutByCodePoint } from "../text/cut";
import { foldedSpellings, foldText } from "../text/fold";

/** Words of any script; marks belong to their letters. */
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;

/** Of one term: three long words; what is behind it still finds by filtering. */
const MAX_TERM_CHARACTERS = 64;
/** Of one person, so that writing them stays a small, bounded work. */
const MAX_WORD_TERMS = 24;
/** Up to so many words each two are beside each other in some term. */
const MAX_PAIRED_WORDS = 4;
/** Words of a query that are looked at; a name's last ones add nothing. */
const MAX_QUERY_WORDS = 8;

/** The mark before the digits of a number, and before its digits backwards. */
const FORWARDS = "+";
const BACKWARDS = "-";

/** What is known of a person that finds them. */
export interface Findable {
  name?: string | undefined;
  username?: string | undefined;
  email?: string | undefined;
  tags: readonly string[];
  /** As received. */
  phone?: string | undefined;
  phone_normalized?: string | undefined;
  phone_reversed?: string | undefined;
}

/** A query in the form of terms. */
export interface SearchQuery {
  /** Folded words, in the order typed; one list a spelling. */
  spellings: string[][];
}

const wordsOf = (folded: string): string[] => folded.match(WORDS) ?? [];

/**
 * The terms of a person, each once, sorted: their words, each followed by each
 * other one of the same text and then the rest, a space behind every word
 * ("sekar wulandari ", "wulandari sekar "), so that two words are one beginning
 * in any order; and their number forwards in each spelling and backwards.
 */
export function searchTermsOf(person: Findable): string[] {
  const words = new Set<string>();
  for (const text of [person.name, person.username, ...person.tags]) {
    addOrders(words, text, false);
  }
  // Nobody looks for "com": the last word of an address begins no term.
  addOrders(words, person.email, true);
  const terms = [...words].slice(0, MAX_WORD_TERMS);
  return [...new Set([...terms, ...phoneTerms(person)])].sort();
}

function addOrders(
  terms: Set<string>,
  text: string | undefined,
  isAddress: boolean,
): void {
  for (const spelling of text === undefined ? [] : foldedSpellings(text)) {
    const words = wordsOf(spelling);
    const firsts = Math.max(1, words.length - Number(isAddress));
    for (const [at, first] of words.slice(0, firsts).entries()) {
      const others = [...words.slice(at + 1), ...words.slice(0, at)];
      const isPaired = !isAddress && words.length <= MAX_PAIRED_WORDS;
      const seconds = isPaired ? others : others.slice(0, 1);
      for (const second of seconds.length > 0 ? seconds : [undefined]) {
        const rest = others.filter((word) => word !== second);
        const order = second === undefined ? [first] : [first, second, ...rest];
        const term = `${order.join(" ")} `;
        terms.add(cutByCodePoint(term, MAX_TERM_CHARACTERS).text);
      }
    }
  }
}

function phoneTerms(person: Findable): string[] {
  const { phone_reversed: reversed } = person;
  if (reversed === undefined) {
    return [];
  }
  const forwards = phoneSpellings(person.phone_normalized);
  const received = person.phone?.replace(/\D/g, "") ?? "";
  const digits = [...reversed].reverse().join("");
  return [
    ...[...forwards, received, digits]
      .filter((spelling) => spelling !== "")
      .map((spelling) => `${FORWARDS}${spelling}`),
    `${BACKWARDS}${reversed}`,
  ];
}

/** What the term of a number that begins with these digits begins with. */
export const beginsWith = (digits: string): string => `${FORWARDS}${digits}`;

/** What the term of a number that ends in these digits begins with. */
export const endsIn = (digits: string): string =>
  `${BACKWARDS}${[...digits].reverse().join("")}`;

/** A query's words in each spelling; none for a query without letters or digits. */
export function readQuery(text: string): SearchQuery {
  const spellings = foldedSpellings(text)
    .map((spelling) => wordsOf(spelling).slice(0, MAX_QUERY_WORDS))
    .filter((words) => words.length > 0);
  return { spellings };
}

/** True when each word begins one of the terms: in any order, gaps allowed. */
export function hasWords(
  terms: readonly string[],
  words: readonly string[],
): boolean {
  return words.every((word) => terms.some((term) => term.startsWith(word)));
}

/** How names are sorted: without accents and case; who has none comes last. */
export function sortNameOf({
  name,
  username,
}: Pick<Findable, "name" | "username">): string {
  const [word = ""] = wordsOf(foldText(name ?? username ?? ""));
  return word === ""
    ? NAMELESS
    : cutByCodePoint(foldText(name ?? username ?? ""), MAX_TERM_CHARACTERS)
        .text;
}

/** After every letter there is. */
const NAMELESS = "\u{10FFFD}";
