/**
 * Redacts personal data (PII): what the workspace knows first, then whatever
 * looks like it. Pseudonymisation, not anonymisation: the result
 * is still personal data (GDPR Art. 4(5)), and a name that a stranger writes in
 * the middle of a sentence stays.
 */
import { cutByCodePoint } from "../../text/cut";
import { toPlainLine } from "../plainLine";
import { handlesFinder, knownHandlesFinder, linksFinder } from "./addresses";
import { emailsFinder, knownEmailsFinder } from "./emails";
import {
  PERSONAL_KINDS,
  type Finder,
  type KnownPeople,
  type PersonalKind,
} from "./kinds";
import { birthFinder, codesFinder } from "./labelled";
import { knownNamesFinder } from "./names";
import { knownPhonesFinder, longNumbersFinder } from "./numbers";
import { maskFound, search } from "./search";
import { spokenNamesFinder } from "./spokenNames";
import { streetsFinder } from "./streets";

/** Masking can bring together what was apart; this often is always enough. */
const MAX_PASSES = 6;

export interface Scrubber {
  /** One plain line with "[name]", "[phone]" … in place of personal data. */
  scrub(text: string): string;
  /** The kinds that `scrub` would still mask; never the values. */
  find(text: string): PersonalKind[];
  /** The same without known names: for text of ours, in which a name may be a word. */
  findPatterns(text: string): PersonalKind[];
  /** For what is written in a conversation, where its people's names count more. */
  within(conversationId: string): Scrubber;
  /** True once a text could not be searched; it was hidden as a whole. */
  hasFailed(): boolean;
}

/**
 * Neither this nor what it returns throws: what cannot be searched is hidden as
 * a whole, and counts as showing everything.
 *
 * @param region ISO 3166 alpha-2: whose local spellings of phone numbers count.
 */
export function createScrubber(region: string, known: KnownPeople): Scrubber {
  let failed = false;
  const guard = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch {
      // Without a trace: the message of an error may quote what was searched.
      failed = true;
      return otherwise;
    }
  };
  const patterns = createPatternFinders(region);
  const knownFinders = guard(() => createKnownFinders(known), null);
  const names = guard(() => [knownNamesFinder(known.names, false)], null);
  const byConversation = new Map<string, Scrubber>();

  const create = (own: readonly Finder[] | null): Scrubber => {
    const run = <T>(
      work: (finders: readonly Finder[]) => T,
      otherwise: T,
    ): T =>
      knownFinders === null || names === null || own === null
        ? otherwise
        : guard(() => work([...knownFinders, ...own, ...names]), otherwise);
    return {
      scrub: (text) => run((all) => scrub(text, [...all, ...patterns]), ""),
      find: (text) =>
        run((all) => find(text, [...all, ...patterns]), [...PERSONAL_KINDS]),
      findPatterns: (text) =>
        guard(
          () => find(text, [...(knownFinders ?? []), ...patterns]),
          [...PERSONAL_KINDS],
        ),
      within,
      hasFailed: () => failed,
    };
  };
  const within = (conversationId: string): Scrubber => {
    const existing = byConversation.get(conversationId);
    if (existing !== undefined) {
      return existing;
    }
    const own = guard(
      () => [knownNamesFinder(known.ownNames?.get(conversationId) ?? [], true)],
      null,
    );
    const created = create(own);
    byConversation.set(conversationId, created);
    return created;
  };
  return create([]);
}

/** What the workspace knows, but for names. */
function createKnownFinders(known: KnownPeople): Finder[] {
  return [
    knownEmailsFinder(known.emails),
    knownHandlesFinder(known.handles),
    knownPhonesFinder(known.phones),
  ];
}

/** What looks personal whoever it is of; where two overlap, the first counts. */
function createPatternFinders(region: string): Finder[] {
  return [
    emailsFinder,
    linksFinder,
    handlesFinder,
    codesFinder,
    birthFinder,
    longNumbersFinder(region),
    streetsFinder,
    spokenNamesFinder,
  ];
}

/** Words in brackets that say what a message is: "[image]". */
const PLACEHOLDERS = new Set<string>([
  ...PERSONAL_KINDS,
  ..."message text image video audio voice document sticker location contact contacts interactive button form order reaction template system unsupported media_placeholder".split(
    " ",
  ),
]);

function scrub(text: string, finders: readonly Finder[]): string {
  let line = toBoundedLine(text).replace(
    /\[([a-z_]{2,20})\]/g,
    (foreign: string, word: string) =>
      PLACEHOLDERS.has(word) ? foreign : `(${word})`,
  );
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const found = search(line, finders);
    const masked = toPlainLine(maskFound(line, found)).replace(
      /(\[[a-z]+\])(?: \1)+/g,
      "$1",
    );
    if (masked === line) {
      return line;
    }
    line = masked;
  }
  // Rather nothing than a line in which there is still somebody.
  return search(line, finders).length === 0 ? line : "";
}

/**
 * So much of a text is searched, and more is never shown: twice what a digest
 * shows of a message, for masks are shorter than what they stand for.
 */
const MAX_LINE_CHARACTERS = 1024;

/** A cut can leave a part of a number that is not recognised any more. */
const MAX_CUT_WORD = 64;

/** NFKC makes up to 18 characters of one: the limit holds for the result. */
function toBoundedLine(text: string): string {
  const line = toPlainLine(text);
  const { text: cut } = cutByCodePoint(line, MAX_LINE_CHARACTERS);
  const lastSpace = cut.lastIndexOf(" ");
  return cut === line || lastSpace < cut.length - MAX_CUT_WORD
    ? cut
    : cut.slice(0, lastSpace);
}

function find(text: string, finders: readonly Finder[]): PersonalKind[] {
  const found = search(toPlainLine(text), finders);
  return [...new Set(found.map(({ kind }) => kind))];
}
