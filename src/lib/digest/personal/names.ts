/** Names of people: known ones wherever they stand, others by what precedes them. */
import type { Rule } from "./kinds";

/** Shorter parts are initials and particles ("M.", "bin", "de" stay or go). */
const MIN_PART_LETTERS = 3;

/** Indonesian writes these onto the name: "Budinya". */
const SUFFIX = /(?:nya|lah|kah|pun|ku|mu)$/u;

/** Scripts that put no space between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const WORD = /[\p{L}\p{M}]+/gu;

const HONORIFICS =
  "pak|bapak|bpk|bu|ibu|kak|kakak|ka|mas|mbak|mba|mbk|bang|bung|om|tante|koh|ko|ci|cik|teh|kang|gus|ustadz|ustadzah|haji|hj|mr|mrs|ms|miss|dr|prof|sir|madam";

/** Words after an honorific or "saya" that are no name though capitalised. */
const NO_NAMES = new Set(
  "bisa saya aku kami kita mau ada apa apakah tolong boleh kapan berapa halo hai hi hello harga barang pesanan order dan atau yang untuk jadi sudah belum tidak nggak ga gak ok oke ya iya terima makasih selamat pagi siang sore malam di ke dari ini itu kalau jika mohon maaf kirim transfer bayar minta cek info stok senin selasa rabu kamis jumat sabtu minggu januari februari maret april mei juni juli agustus september oktober november desember can could would please is are the thanks thank do does when where how what i we you not also very so a an just interested waiting looking calling writing sorry happy going trying urgent".split(
    " ",
  ),
);

const CAPITALISED = "\\p{Lu}[\\p{L}\\p{M}'’-]*\\.?";
const BEFORE_NAME = "(?<![\\p{L}\\p{N}])";

const AFTER_HONORIFIC = new RegExp(
  `${BEFORE_NAME}((?:${anyCase(HONORIFICS)})\\.? +)(${CAPITALISED}(?: ${CAPITALISED}){0,2})`,
  "gu",
);
const AFTER_SELF = new RegExp(
  `${BEFORE_NAME}((?:${anyCase("saya|aku|i am|i'm|i’m|this is")}) +)(${CAPITALISED}(?: ${CAPITALISED}){0,2})`,
  "gu",
);
/** Here nothing but a name can follow, however it is written. */
const AFTER_NAMING = new RegExp(
  `${BEFORE_NAME}((?:nama(?: lengkap)?(?: saya| aku| nya)?|namaku|atas nama|a\\.n\\.?|a/n|my (?:full )?name is|name)(?: *[:=] *| +))([\\p{L}'’]{3,}(?: \\p{Lu}[\\p{L}'’]*){0,3})`,
  "giu",
);

/** Masks the names that are known, with or without accents, whole or in part. */
export function knownNamesRule(names: readonly string[]): Rule {
  const parts = new Set<string>();
  const wholes: string[] = [];
  for (const name of names.map((one) => one.normalize("NFKC"))) {
    const words = name.match(WORD) ?? [];
    const long = words.filter(
      (word) => countLetters(word) >= MIN_PART_LETTERS && !isHonorific(word),
    );
    long.forEach((word) => parts.add(fold(word)));
    if (UNSPACED.test(name) || long.length === 0) {
      wholes.push(...toWholePattern(words));
    }
  }
  const whole =
    wholes.length === 0 ? undefined : new RegExp(wholes.join("|"), "gu");
  return (text, mask) => {
    const masked = text.replace(WORD, (word) => {
      const folded = fold(word);
      const isKnown =
        parts.has(folded) || parts.has(folded.replace(SUFFIX, ""));
      return isKnown ? mask("name") : word;
    });
    return whole === undefined
      ? masked
      : masked.replace(whole, () => mask("name"));
  };
}

/** Masks names that follow a form of address or an introduction. */
export const spokenNamesRule: Rule = (text, mask) => {
  const maskNames = (_match: string, before: string, names: string) =>
    before + maskUntilWord(names, () => mask("name"));
  return text
    .replace(AFTER_NAMING, maskNames)
    .replace(AFTER_HONORIFIC, maskNames)
    .replace(AFTER_SELF, maskNames);
};

/** Leaves the words from the first one on that is no name. */
function maskUntilWord(names: string, mask: () => string): string {
  const words = names.split(" ");
  const end = words.findIndex((word) => NO_NAMES.has(fold(word)));
  return end === 0
    ? names
    : [mask(), ...(end === -1 ? [] : words.slice(end))].join(" ");
}

/** A name of short words only, or one written without spaces. */
function toWholePattern(words: readonly string[]): string[] {
  const whole = words.join("");
  if (countLetters(whole) < 2) {
    return [];
  }
  // Alone, two letters are a name only when written like one.
  const spelled = words.map(escape).join("[^\\p{L}\\p{N}]{0,3}");
  return [
    UNSPACED.test(whole)
      ? spelled
      : `(?<![\\p{L}\\p{M}])${spelled}(?![\\p{L}\\p{M}])`,
  ];
}

/** A form of address tells nobody apart, even where it is all a contact's name. */
export function isHonorific(word: string): boolean {
  return HONORIFICS.split("|").includes(fold(word));
}

/** Lower case without accents. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\p{M}.]/gu, "")
    .toLowerCase();
}

function countLetters(text: string): number {
  return [...text.normalize("NFC")].length;
}

export function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** "pak" as it may begin a sentence or shout: pak, Pak, PAK. */
function anyCase(words: string): string {
  return words
    .split("|")
    .flatMap((word) => [
      word,
      word.charAt(0).toUpperCase() + word.slice(1),
      word.toUpperCase(),
    ])
    .join("|");
}
