/**
 * Takes out of a text what says who somebody is: what the workspace knows first,
 * then whatever looks like it. Pseudonymisation, not anonymisation: the result
 * is still personal data (GDPR Art. 4(5)), and a name that a stranger writes in
 * the middle of a sentence stays.
 */
import { toPlainLine } from "../plainLine";
import {
  emailsRule,
  exactRule,
  handlesRule,
  linksRule,
  streetsRule,
} from "./addresses";
import {
  MASK,
  maskOf,
  type KnownPeople,
  type PersonalKind,
  type Rule,
} from "./kinds";
import { knownNamesRule, spokenNamesRule } from "./names";
import {
  disguisedRule,
  knownPhonesRule,
  longRunsRule,
  phonesRule,
} from "./quantities";

/** Masking can bring together what was apart; this often is always enough. */
const MAX_PASSES = 6;

export interface Scrubber {
  /** One plain line with "[name]", "[phone]" … in place of personal data. */
  scrub(text: string): string;
  /** The kinds that `scrub` would still mask; never the values. */
  find(text: string): PersonalKind[];
  /** The same without known names: for text of ours, in which a name may be a word. */
  findPatterns(text: string): PersonalKind[];
}

/**
 * @param region ISO 3166 alpha-2: whose local spellings of phone numbers count.
 */
export function createScrubber(region: string, known: KnownPeople): Scrubber {
  const addresses: Rule[] = [
    exactRule(known.emails, "email"),
    exactRule(known.handles, "handle"),
    knownPhonesRule(known.phones),
    linksRule,
    emailsRule,
    handlesRule,
  ];
  const numbersAndPlaces: Rule[] = [
    phonesRule(region),
    disguisedRule,
    longRunsRule,
    streetsRule,
    spokenNamesRule,
  ];
  const patterns = [...addresses, ...numbersAndPlaces];
  const rules = [
    ...addresses,
    knownNamesRule(known.names),
    ...numbersAndPlaces,
  ];
  return {
    scrub: (text) => scrub(text, rules),
    find: (text) => find(text, rules),
    findPatterns: (text) => find(text, patterns),
  };
}

function scrub(text: string, rules: readonly Rule[]): string {
  let line = toPlainLine(text);
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const next = toPlainLine(applyAll(line, rules, maskOf)).replace(
      /(\[[a-z]+\])(?: \1)+/g,
      "$1",
    );
    if (next === line) {
      break;
    }
    line = next;
  }
  return line;
}

function find(text: string, rules: readonly Rule[]): PersonalKind[] {
  const found = new Set<PersonalKind>();
  for (const line of text.split("\n")) {
    applyAll(toPlainLine(line), rules, (kind) => {
      found.add(kind);
      return maskOf(kind);
    });
  }
  return [...found];
}

/** Applies the rules to what lies between masks. */
function applyAll(
  text: string,
  rules: readonly Rule[],
  mask: (kind: PersonalKind) => string,
): string {
  return rules.reduce(
    (line, rule) =>
      line
        .split(MASK)
        .map((part) => (MASK.test(part) ? part : rule(part, mask)))
        .join(""),
    text,
  );
}
