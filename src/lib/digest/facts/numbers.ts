/** Numbers as people write them: "1,5jt", "Rp 1.500.000", "dua puluh". */
import { SMALL_NUMBERS } from "./smallNumbers";

export interface WrittenNumber {
  value: number;
  currency: string | null;
  isPercent: boolean;
}

const MULTIPLIERS: Record<string, number> = {
  rb: 1e3,
  ribu: 1e3,
  k: 1e3,
  thousand: 1e3,
  jt: 1e6,
  juta: 1e6,
  mio: 1e6,
  million: 1e6,
  miliar: 1e9,
  milyar: 1e9,
  billion: 1e9,
};

const CURRENCIES: Record<string, string> = {
  rp: "idr",
  idr: "idr",
  rupiah: "idr",
  perak: "idr",
  $: "usd",
  us$: "usd",
  usd: "usd",
  dollar: "usd",
  dollars: "usd",
  s$: "sgd",
  sgd: "sgd",
  rm: "myr",
  "€": "eur",
  eur: "eur",
  euro: "eur",
  euros: "eur",
  "£": "gbp",
};

const UNITS = Object.keys(MULTIPLIERS).join("|");

/** Source of a pattern with the groups currency, number, unit, after, percent. */
export const NUMBER_SOURCE = `(?:(?<currency>rp|idr|usd|sgd|rm|eur|us\\$|s\\$|[$€£])\\.?\\s?)?(?<number>\\d+(?:[.,]\\d+)*)(?:\\s?(?<unit>${UNITS})(?![\\p{L}]))?(?:\\s?(?<after>rupiah|perak|usd|idr|dollars?|euros?)(?![\\p{L}]))?(?:\\s?(?<percent>%|persen|percent))?`;

/** Reads the groups of a match of `NUMBER_SOURCE` in lower case. */
export function readNumber(
  groups: Partial<Record<string, string>>,
): WrittenNumber {
  const multiplier = MULTIPLIERS[groups.unit ?? ""] ?? 1;
  const value = parseDigits(groups.number ?? "") * multiplier;
  return {
    value: Math.round(value * 1000) / 1000,
    currency: CURRENCIES[groups.currency ?? groups.after ?? ""] ?? null,
    isPercent: groups.percent !== undefined,
  };
}

/** Groups of three digits are thousands; any other last group is decimals. */
function parseDigits(written: string): number {
  const groups = written.split(/[.,]/);
  const last = groups.length > 1 ? groups.at(-1) : undefined;
  const isWhole =
    last === undefined || (last.length === 3 && groups[0] !== "0");
  return isWhole
    ? Number(groups.join(""))
    : Number(`${groups.slice(0, -1).join("")}.${last}`);
}

const DIGIT_WORDS: Readonly<Record<string, number>> = {
  ...SMALL_NUMBERS,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  hundred: 100,
  dozen: 12,
  seratus: 100,
  seribu: 1e3,
  sejuta: 1e6,
  selusin: 12,
  twice: 2,
  thrice: 3,
  sepasang: 2,
  berdua: 2,
  bertiga: 3,
};

const SCALES: Record<string, (value: number) => number> = {
  belas: (value) => value + 10,
  puluh: (value) => value * 10,
  ratus: (value) => value * 100,
  ribu: (value) => value * 1e3,
  juta: (value) => value * 1e6,
  hundred: (value) => value * 100,
  thousand: (value) => value * 1e3,
  million: (value) => value * 1e6,
};

/** Source of a pattern for numbers in words, with the groups word and scales. */
export const NUMBER_WORD_SOURCE = `(?<![\\p{L}])(?<word>${Object.keys(DIGIT_WORDS).join("|")})(?<scales>(?:\\s(?:${Object.keys(SCALES).join("|")}))*)(?![\\p{L}])`;

export function readNumberWord(word: string, scales: string): number {
  return scales
    .split(/\s+/)
    .filter((scale) => scale !== "")
    .reduce(
      (value, scale) => SCALES[scale]?.(value) ?? value,
      DIGIT_WORDS[word] ?? 0,
    );
}
