/** Links and user names. */
import { isEverydayWord } from "./everydayWords";
import { fold } from "./fold";
import type { Finder, Found } from "./kinds";
import { createLookup } from "./lookup";
import { matchSpans, rewriteEach, spanIn, toView, type View } from "./view";

/** Endings that make "toko.id" a link although no scheme stands before it. */
const ENDINGS =
  "com|net|org|info|biz|io|co|id|my|sg|us|uk|de|nl|me|ly|gl|gle|app|dev|xyz|shop|store|online|site|link|page|ai|tv|cc|ru|cn|in|au|jp|kr|ph|th|vn|asia|club|top|live|bio|to|be";
const LINK = new RegExp(
  [
    "[a-z][a-z0-9+.-]{1,20}://\\S+",
    "(?<![\\p{L}\\p{N}@])www\\.\\S+",
    `(?<![\\p{L}\\p{N}@.-])(?:[a-z0-9-]+\\.)+(?:${ENDINGS})(?![\\p{L}\\p{N}-])(?:[/?#:]\\S*)?`,
    "(?<![\\p{L}\\p{N}@.-])(?:[a-z0-9-]+\\.)+[a-z]{2,}/\\S*",
    // "toko . com", "wa . me / 62812": nobody ends a sentence like this.
    `(?<![\\p{L}\\p{N}@.-])[a-z0-9-]{2,63} \\. ?(?:com|net|org|co \\. ?id|co\\.id|id|me)(?![\\p{L}\\p{N}])(?: ?/ ?\\S+)?`,
    "(?<![\\p{L}\\p{N}@.-])[a-z0-9-]{2,63} (?:dot|titik) (?:com|net|org|co (?:dot|titik) id|me|id)(?![\\p{L}\\p{N}])",
  ].join("|"),
  "giu",
);

const HANDLE = /(?<![\p{L}\p{N}])@[\p{L}\p{N}_][\p{L}\p{N}_.]+/gu;

/** "ig: budi.s", "telegram budi_99": a user name after its network. */
const NETWORK =
  "instagram|insta|ig|tiktok|telegram|tele|twitter|facebook|fb|line id|id line|snapchat";
const NETWORK_HANDLE = new RegExp(
  `(?<![\\p{L}\\p{N}])((?:${NETWORK}) ?(?:[:=] ?|(?= [\\p{L}\\p{N}]*[_.\\d][\\p{L}\\p{N}])) ?)[\\p{L}\\p{N}_.]{3,}`,
  "giu",
);

export const linksFinder: Finder = (text) =>
  matchSpans(text, LINK).map((span): Found => ({ ...span, kind: "link" }));

export const handlesFinder: Finder = (text) => [
  ...matchSpans(text, HANDLE).map((span): Found => ({
    ...span,
    kind: "handle",
  })),
  ...Array.from(
    text.matchAll(NETWORK_HANDLE),
    ({ 0: match, 1: network = "", index }): Found => ({
      kind: "handle",
      start: index + network.length,
      end: index + match.length,
    }),
  ),
];

const MIN_HANDLE_LENGTH = 3;

/** Finds known user names where they stand as words, in any case. */
export function knownHandlesFinder(handles: readonly string[]): Finder {
  const lookup = createLookup(
    handles
      .map((handle) => toLower(handle.normalize("NFKC").replace(/^@/, "")).text)
      .filter(
        (handle) =>
          handle.length >= MIN_HANDLE_LENGTH && !isEverydayWord(fold(handle)),
      ),
  );
  return (text) => {
    const lower = toLower(text);
    return lookup
      .findIn(lower.text)
      .filter(({ start, end }) => isWord(lower.text, start, end))
      .map((span): Found => {
        const { start, end } = spanIn(lower, span);
        const hasSign = text.charAt(start - 1) === "@";
        return { kind: "handle", start: hasSign ? start - 1 : start, end };
      });
  };
}

function toLower(text: string): View {
  const view = toView(text);
  const lower = text.toLowerCase();
  // A few capitals have small letters of another length: "İ".
  return lower.length === text.length
    ? { ...view, text: lower }
    : rewriteEach(view, (one) => one.toLowerCase());
}

const WORD_CHARACTER = /[\p{L}\p{N}]/u;

function isWord(text: string, start: number, end: number): boolean {
  return (
    !WORD_CHARACTER.test(text.slice(Math.max(0, start - 1), start)) &&
    !WORD_CHARACTER.test(text.slice(end, end + 1))
  );
}
