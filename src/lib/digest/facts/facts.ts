/**
 * What can be checked word for word in a text: numbers, amounts, dates, times.
 * A fact has keys; a statement holds when its source offers one of them.
 */
import type { CalendarDay } from "../../time/localTime";
import {
  DATE_SOURCES,
  keysOfDay,
  readDate,
  readRelative,
  readTime,
  readWeekday,
  RELATIVE_SOURCE,
  TIME_SOURCES,
  WEEKDAY_SOURCE,
  type Groups,
} from "./moments";
import { toClockDigits } from "./spokenClock";
import {
  NUMBER_SOURCE,
  NUMBER_WORD_SOURCE,
  readNumber,
  readNumberWord,
} from "./numbers";

export interface Fact {
  /** As it is written. */
  text: string;
  /** Any of them proves it. */
  keys: string[];
  /** A plain number, which may also count what is cited. */
  count: number | null;
}

interface Found {
  kind: "date" | "time" | "code" | "number" | "word" | "weekday" | "relative";
  groups: Groups;
  text: string;
}

/** "A4", "INV-22", "m17": letters that run into digits. */
const CODE_SOURCE =
  "(?<![\\p{L}\\d])(?!(?:rp|idr|usd|sgd|rm|eur)\\d)(?<code>\\p{L}+-?\\d[\\p{L}\\d]*)";

/** Tried in this order, at every place the first that fits. */
const SCANNERS: [Found["kind"], RegExp][] = [
  ...toScanners("date", DATE_SOURCES),
  ...toScanners("time", TIME_SOURCES),
  ...toScanners("code", [CODE_SOURCE]),
  ...toScanners("number", [NUMBER_SOURCE]),
  ...toScanners("word", [NUMBER_WORD_SOURCE]),
  ...toScanners("weekday", [WEEKDAY_SOURCE]),
  ...toScanners("relative", [RELATIVE_SOURCE]),
];

function toScanners(
  kind: Found["kind"],
  sources: readonly string[],
): [Found["kind"], RegExp][] {
  return sources.map((source) => [kind, new RegExp(source, "giu")]);
}

/** The facts that a text states; `today` is when it is read. */
export function statedFacts(text: string, today: CalendarDay): Fact[] {
  return scan(text).flatMap((found) => {
    const fact = toFact(found, today);
    return fact === null ? [] : [{ ...fact, text: found.text }];
  });
}

/** The keys that a text, written on `day`, offers as proof. */
export function offeredKeys(text: string, day: CalendarDay): Set<string> {
  return new Set(scan(text).flatMap((found) => offersOf(found, day)));
}

/** Japanese and Chinese dates, hours and ten thousands: "11月20日", "3時", "8万". */
function toWesternNumbers(text: string): string {
  return text
    .replace(/(?<!\d)(\d{1,2})月(\d{1,2})[日号]?/g, " $2/$1 ")
    .replace(/(?<!\d)(\d{1,2})[時点](?:(\d{2})分)?/g, (_, hour, minute) =>
      [" ", hour, ":", minute ?? "00", " "].join(""),
    )
    .replace(/(?<!\d)(\d{1,4})万/g, (_, count) => `${String(count)}0000`);
}

/** Each scanner takes what the ones before it left. */
function scan(text: string): Found[] {
  const plain = text.normalize("NFKC").toLowerCase();
  let rest = toClockDigits(toWesternNumbers(plain));
  const found: Found[] = [];
  for (const [kind, pattern] of SCANNERS) {
    rest = rest.replace(pattern, (...parts: unknown[]) => {
      const match = String(parts[0]);
      const groups = toGroups(parts.at(-1));
      if (kind === "date" && readDate(groups) === null) {
        return match;
      }
      found.push({ kind, groups, text: match });
      // Not a space: what stood on both sides must not grow together.
      return "\u0001";
    });
  }
  return found;
}

function toGroups(value: unknown): Groups {
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value).filter(([, part]) => typeof part === "string"),
      )
    : {};
}

function toFact(
  { kind, groups }: Found,
  today: CalendarDay,
): Omit<Fact, "text"> | null {
  switch (kind) {
    case "date":
      return { keys: dateKeys(groups), count: null };
    case "time": {
      const time = readTime(groups);
      const isVague = time?.bareHour !== null && groups.part === undefined;
      return {
        keys: [
          `t:${time?.minutes}`,
          ...(isVague ? [`#${time?.bareHour}`] : []),
          ...dottedNumber(groups),
        ],
        count: null,
      };
    }
    case "code":
      return { keys: [codeKey(groups)], count: null };
    case "number":
      return numberFact(groups);
    case "word": {
      const value = readNumberWord(groups.word ?? "", groups.scales ?? "");
      // "one" and "satu" are articles as often as numbers.
      return value === 1 ? null : { keys: [`#${value}`], count: value };
    }
    case "weekday":
      return { keys: [`w:${readWeekday(groups)}`], count: null };
    case "relative": {
      const days = readRelative(groups);
      const iso = keysOfDay(today, days).filter((key) => key.length > 7);
      return { keys: [`r:${days}`, ...iso], count: null };
    }
  }
}

function numberFact(groups: Groups): Omit<Fact, "text"> {
  const { value, currency, isPercent } = readNumber(groups);
  if (isPercent) {
    return { keys: [`%${value}`], count: null };
  }
  const asTime = dottedTime(groups);
  if (currency !== null) {
    return { keys: [`${currency}:${value}`, `plain:${value}`], count: null };
  }
  const isPlain = groups.unit === undefined && Number.isInteger(value);
  return { keys: [`#${value}`, ...asTime], count: isPlain ? value : null };
}

function offersOf({ kind, groups, text }: Found, day: CalendarDay): string[] {
  switch (kind) {
    case "date": {
      const years = [day.year, day.year + 1];
      const dated = dateKeys(groups);
      const guessed = dated.flatMap((key) =>
        key.length === 7
          ? years.map((year) => `d:${year}-${key.slice(2)}`)
          : [],
      );
      const days = readDate(groups)?.monthDays ?? [];
      return [
        ...dated,
        ...dated.flatMap((key) =>
          key.length > 7 ? [`d:${key.slice(7)}`] : [],
        ),
        ...guessed,
        ...days.flatMap((one) => [`#${one.day}`, `#${one.month}`]),
      ];
    }
    case "time": {
      const time = readTime(groups);
      return [
        `t:${time?.minutes}`,
        ...(time?.bareHour === null ? [] : [`#${time?.bareHour}`]),
        ...dottedNumber(groups),
      ];
    }
    case "code":
      return [
        codeKey(groups),
        ...(text.match(/\d+/g) ?? []).map((n) => `#${Number(n)}`),
      ];
    case "number": {
      const { value, currency, isPercent } = readNumber(groups);
      return isPercent
        ? [`%${value}`]
        : [
            `#${value}`,
            currency === null ? `plain:${value}` : `${currency}:${value}`,
            ...dottedTime(groups),
          ];
    }
    case "word": {
      const value = readNumberWord(groups.word ?? "", groups.scales ?? "");
      return [`#${value}`, `plain:${value}`];
    }
    case "weekday":
      return [`w:${readWeekday(groups)}`];
    case "relative": {
      const days = readRelative(groups);
      return [`r:${days}`, ...keysOfDay(day, days)];
    }
  }
}

function codeKey(groups: Groups): string {
  return `code:${(groups.code ?? "").replace("-", "")}`;
}

/** With a year where one is written, else month and day alone. */
function dateKeys(groups: Groups): string[] {
  const date = readDate(groups);
  const prefix = date === null || date.year === null ? "" : `${date.year}-`;
  return (date?.monthDays ?? []).map(
    ({ month, day }) => `d:${prefix}${pad(month)}-${pad(day)}`,
  );
}

/** "09.15" is a time to some and a decimal to others. */
function dottedTime(groups: Groups): string[] {
  const dotted = /^([01]?\d|2[0-3])\.([0-5]\d)$/.exec(groups.number ?? "");
  return dotted === null
    ? []
    : [`t:${Number(dotted[1]) * 60 + Number(dotted[2])}`];
}

function dottedNumber(groups: Groups): string[] {
  const hour = groups.namedHour ?? groups.clockHour;
  const minute = groups.namedMinute;
  return hour === undefined || minute === undefined
    ? []
    : [`#${Number(`${hour}.${minute}`)}`];
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
