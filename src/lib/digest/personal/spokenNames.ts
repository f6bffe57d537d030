/** Names of people that nobody knows, by what precedes them. */
import { isEverydayWord } from "./everydayWords";
import { fold } from "./fold";
import { HONORIFICS } from "./glued";
import type { Finder, Found } from "./kinds";

/** Words after an honorific or "saya" that are no name though capitalised. */
const NO_NAMES = new Set(
  "bisa saya aku kami kita mau ada apa apakah tolong boleh kapan berapa halo hai hi hello harga barang pesanan order dan atau yang untuk jadi sudah belum tidak nggak ga gak ok oke ya iya terima makasih selamat pagi siang sore malam di ke dari ini itu kalau jika mohon maaf kirim transfer bayar minta cek info stok senin selasa rabu kamis jumat sabtu minggu januari februari maret april mei juni juli agustus september oktober november desember can could would please is are the thanks thank do does when where how what i we you not also very so a an just interested waiting looking calling writing sorry happy going trying urgent".split(
    " ",
  ),
);

const CAPITALISED = "\\p{Lu}[\\p{L}\\p{M}'’-]*\\.?";
const BEFORE_NAME = "(?<![\\p{L}\\p{N}])";

interface Introduction {
  /** Groups: what precedes, the names. */
  pattern: RegExp;
  /** True where a word that is no name may follow. */
  isNoName: (word: string) => boolean;
}

const INTRODUCTIONS: readonly Introduction[] = [
  {
    // Here nothing but a name can follow, however it is written.
    pattern: new RegExp(
      `${BEFORE_NAME}((?:nama(?: lengkap)?(?: saya| aku| nya)|namaku|my (?:full )?name is)(?: *[:=] *| +))([\\p{L}'’]{3,}(?: \\p{Lu}[\\p{L}'’]*){0,3})`,
      "giu",
    ),
    isNoName: (word) => NO_NAMES.has(word),
  },
  {
    pattern: new RegExp(
      `${BEFORE_NAME}((?:nama(?: lengkap)?|atas nama|a\\.n\\.?|a/n|name)(?: *[:=] *| +))([\\p{L}'’]{3,}(?: \\p{Lu}[\\p{L}'’]*){0,3})`,
      "giu",
    ),
    isNoName: (word) => NO_NAMES.has(word) || isEverydayWord(word),
  },
  {
    pattern: new RegExp(
      `${BEFORE_NAME}((?:${anyCase(HONORIFICS)})\\.? +)(${CAPITALISED}(?: ${CAPITALISED}){0,2})`,
      "gu",
    ),
    isNoName: (word) => NO_NAMES.has(word),
  },
  {
    pattern: new RegExp(
      `${BEFORE_NAME}((?:${anyCase("saya|aku|i am|i'm|i’m|this is")}) +)(${CAPITALISED}(?: ${CAPITALISED}){0,2})`,
      "gu",
    ),
    isNoName: (word) => NO_NAMES.has(word) || isEverydayWord(word),
  },
];

/** Finds names that follow a form of address or an introduction. */
export const spokenNamesFinder: Finder = (text) =>
  INTRODUCTIONS.flatMap(({ pattern, isNoName }) =>
    Array.from(text.matchAll(pattern), (match): Found[] => {
      const [, before = "", names = ""] = match;
      const start = match.index + before.length;
      const length = lengthUntilWord(names, isNoName);
      return length === 0 ? [] : [{ start, end: start + length, kind: "name" }];
    }).flat(),
  );

/** Without the words from the first one on that is no name. */
function lengthUntilWord(
  names: string,
  isNoName: (word: string) => boolean,
): number {
  const words = names.split(" ");
  const end = words.findIndex((word) => isNoName(fold(word)));
  return words.slice(0, end === -1 ? words.length : end).join(" ").length;
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
