/** Links, mail, user names and streets. */
import { escape } from "./names";
import type { PersonalKind, Rule } from "./kinds";

/** Endings that make "toko.id" a link although no scheme stands before it. */
const ENDINGS =
  "com|net|org|info|biz|io|co|id|my|sg|us|uk|de|nl|me|ly|gl|gle|app|dev|xyz|shop|store|online|site|link|page|ai|tv|cc|ru|cn|in|au|jp|kr|ph|th|vn|asia|club|top|live|bio|to|be";
const LINK = new RegExp(
  [
    "[a-z][a-z0-9+.-]{1,20}://\\S+",
    "(?<![\\p{L}\\p{N}@])www\\.\\S+",
    `(?<![\\p{L}\\p{N}@.-])(?:[a-z0-9-]+\\.)+(?:${ENDINGS})(?![\\p{L}\\p{N}-])(?:[/?#:]\\S*)?`,
    "(?<![\\p{L}\\p{N}@.-])(?:[a-z0-9-]+\\.)+[a-z]{2,}/\\S*",
  ].join("|"),
  "giu",
);

const EMAIL =
  /[\p{L}\p{N}._%+-]+ ?(?:@|\(at\)|\[at\]) ?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu;

const HANDLE = /(?<![\p{L}\p{N}])@[\p{L}\p{N}_][\p{L}\p{N}_.]+/gu;

/** "ig: budi.s", "telegram budi_99": a user name after its network. */
const NETWORK =
  "instagram|insta|ig|tiktok|telegram|tele|twitter|facebook|fb|line id|id line|snapchat";
const NETWORK_HANDLE = new RegExp(
  `(?<![\\p{L}\\p{N}])((?:${NETWORK}) ?(?:[:=] ?|(?= [\\p{L}\\p{N}]*[_.\\d][\\p{L}\\p{N}])))( ?[\\p{L}\\p{N}_.]{3,})`,
  "giu",
);

const STREET = new RegExp(
  [
    "(?<![\\p{L}\\p{N}])(?:[Jj]l|JL|[Jj]ln|[Jj]alan|[Gg]ang|[Gg]g|[Kk]ompleks?|[Pp]erum(?:ahan)?)\\.? \\p{Lu}[\\p{L}]*(?: (?!(?:No|NO|Blok|RT|RW)(?!\\p{L}))\\p{Lu}\\p{L}*)*(?: (?:[Nn]o|NO|[Bb]lok|RT|RW|rt|rw)\\.? ?[\\p{L}\\d/.-]+)*",
    "(?<![\\p{L}\\p{N}])\\d+[A-Za-z]? (?:\\p{Lu}\\p{L}+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Boulevard|Blvd)(?![\\p{L}\\p{N}])",
  ].join("|"),
  "gu",
);

export const linksRule = maskAll(LINK, "link");
export const emailsRule = maskAll(EMAIL, "email");
export const streetsRule = maskAll(STREET, "address");

export const handlesRule: Rule = (text, mask) =>
  text
    .replace(HANDLE, () => mask("handle"))
    .replace(
      NETWORK_HANDLE,
      (_match, network: string) => `${network.trimEnd()} ${mask("handle")}`,
    );

/** Masks given texts where they stand as words, in any case. */
export function exactRule(texts: readonly string[], kind: PersonalKind): Rule {
  const known = texts
    .map((text) => text.normalize("NFKC").replace(/^@/, ""))
    .filter((text) => text.length >= MIN_EXACT_LENGTH)
    .sort((a, b) => b.length - a.length);
  if (known.length === 0) {
    return (text) => text;
  }
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])@?(?:${known.map(escape).join("|")})(?![\\p{L}\\p{N}])`,
    "giu",
  );
  return maskAll(pattern, kind);
}

const MIN_EXACT_LENGTH = 3;

function maskAll(pattern: RegExp, kind: PersonalKind): Rule {
  return (text, mask) => text.replace(pattern, () => mask(kind));
}
