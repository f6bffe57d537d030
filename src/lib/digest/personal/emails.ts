/** Mail addresses, written out or with "at" and "dot" in words. */
import { foldLetters } from "./fold";
import type { Finder, Found } from "./kinds";
import { createLookup } from "./lookup";
import { squash } from "./squash";
import { rewrite, spanIn, toView, type View } from "./view";

const PROVIDER =
  "g ?mail|googlemail|yahoo|ymail|rocketmail|hotmail|outlook|live|icloud|protonmail|proton|aol|gmx";
const DOT_WORD = "dot|d0t|titik";
const AT_WORD = "at|et";
const END = "(?![\\p{L}\\p{N}])";

/** Spellings of an address, in this order; what each becomes. */
const SPELLINGS: readonly [RegExp, (match: string) => string][] = [
  // "(at)", "[dot]"
  [new RegExp(` ?[([{<] ?(?:${AT_WORD}|@) ?[)\\]}>] ?`, "giu"), () => "@"],
  [new RegExp(` ?[([{<] ?(?:${DOT_WORD}|\\.) ?[)\\]}>] ?`, "giu"), () => "."],
  // "b u d i @ m a i l . c o m"
  [/(?<!\S)\S(?: \S(?!\S)){3,}/gu, (spaced) => spaced.replaceAll(" ", "")],
  // "budi at gmail", "budi_at_toko dot com", "budiatgmail.com"
  [
    new RegExp(
      `[ _*-]{1,2}(?:${AT_WORD})[ _*-]{1,2}(?=(?:${PROVIDER})${END}|(?:${PROVIDER})(?:${DOT_WORD})|[\\p{L}\\p{N}-]{1,63}[ _*-]{1,2}(?:${DOT_WORD})[ _*-]{1,2}\\p{L}{2,})`,
      "giu",
    ),
    () => "@",
  ],
  [
    new RegExp(
      `(?<=[\\p{L}\\p{N}])at(?=(?:${PROVIDER})(?:[ ._*-]{0,2}(?:${DOT_WORD}|[.,])?[ ._*-]{0,2})(?:com|co ?id|co\\.id|net|id)${END})`,
      "giu",
    ),
    () => "@",
  ],
  [
    new RegExp(
      `(?<=[\\p{L}\\p{N}])[ _*-]{1,2}(?:${DOT_WORD})[ _*-]{1,2}(?=[\\p{L}\\p{N}])`,
      "giu",
    ),
    () => ".",
  ],
  [
    new RegExp(
      `(?<=${PROVIDER})(?:${DOT_WORD})(?=com${END}|co ?id${END}|net${END}|id${END})`,
      "giu",
    ),
    () => ".",
  ],
  [/ (?:underscore|garis bawah) /giu, () => "_"],
  [/ (?:strip|dash) /giu, () => "-"],
  [/ ?@ ?/gu, () => "@"],
  [/(?<=[\p{L}\p{N}]) \. ?(?=[\p{L}\p{N}])/gu, () => "."],
];

/** Of the name before "@". */
const LOCAL = /[\p{L}\p{N}._%+'-]/u;

const DOMAIN = new RegExp(
  [
    "[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63}){0,8}\\.\\p{L}[\\p{L}\\p{N}-]{0,62}",
    `(?:${PROVIDER})(?:[ .,]{1,3}(?:com|co[ .,]{1,2}id|net|id))?${END}`,
  ].join("|"),
  "iuy",
);

/** Finds addresses from each "@" outwards. */
export const emailsFinder: Finder = (text) => {
  const view = SPELLINGS.reduce<View>(
    (spelled, [pattern, replace]) => rewrite(spelled, pattern, replace),
    toView(text),
  );
  const found: Found[] = [];
  let done = 0;
  for (
    let at = view.text.indexOf("@");
    at !== -1;
    at = view.text.indexOf("@", at + 1)
  ) {
    DOMAIN.lastIndex = at + 1;
    const domain = DOMAIN.exec(view.text)?.[0];
    const start = startOfLocal(view.text, at, done);
    if (domain !== undefined && start < at) {
      done = at + 1 + domain.length;
      found.push({ kind: "email", ...spanIn(view, { start, end: done }) });
    } else {
      // No address goes over an "@", so that nothing is looked at twice.
      done = at + 1;
    }
  }
  return found;
};

function startOfLocal(text: string, at: number, done: number): number {
  let start = at;
  while (start > done && LOCAL.test(text.charAt(start - 1))) {
    start -= 1;
  }
  return start;
}

/** Letters and digits of an address as it may be spelled. */
const AT_FORMS = ["", "at", "et"];
const DOT_FORMS = ["", "dot", "titik"];
const MIN_SQUASHED = 6;

/** Finds known addresses, whatever stands between their letters. */
export function knownEmailsFinder(emails: readonly string[]): Finder {
  const lookup = createLookup(
    emails.flatMap(spellingsOf).filter(({ length }) => length >= MIN_SQUASHED),
  );
  return (text) => {
    const squashed = squash(text);
    return lookup
      .findIn(squashed.text)
      .map((span): Found => ({ kind: "email", ...spanIn(squashed, span) }));
  };
}

function spellingsOf(email: string): string[] {
  const [local = "", domain = ""] = email.normalize("NFKC").split("@");
  return DOT_FORMS.flatMap((localDot) =>
    AT_FORMS.flatMap((at) =>
      DOT_FORMS.map((dot) => join(local, localDot) + at + join(domain, dot)),
    ),
  );
}

/** Letters and digits, with a word where dots are. */
function join(text: string, dot: string): string {
  return text
    .split(".")
    .map((part) => foldLetters(part).replace(/[^\p{L}\p{N}]/gu, ""))
    .join(dot);
}
