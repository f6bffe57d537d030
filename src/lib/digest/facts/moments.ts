/** Times, dates and days of the week as people write them. */
import {
  addDays,
  formatDay,
  weekdayOf,
  type CalendarDay,
} from "../../time/localTime";

const MONTHS = [
  "januari january jan",
  "februari february feb",
  "maret march mar",
  "april apr",
  "mei may",
  "juni june jun",
  "juli july jul",
  "agustus august agt agu aug",
  "september sept sep",
  "oktober october okt oct",
  "november nopember nov nop",
  "desember december des dec",
].map((names) => names.split(" "));

const WEEKDAYS = [
  "hari minggu|sunday|ahad",
  "senin|monday",
  "selasa|tuesday",
  "rabu|wednesday",
  "kamis|thursday",
  "jumat|jum'at|friday",
  "sabtu|saturday",
];

const RELATIVE: Record<string, number> = {
  kemarin: -1,
  yesterday: -1,
  "hari ini": 0,
  "malam ini": 0,
  "pagi ini": 0,
  "siang ini": 0,
  "sore ini": 0,
  today: 0,
  tonight: 0,
  besok: 1,
  tomorrow: 1,
  lusa: 2,
};

const MONTH = MONTHS.flat().join("|");
const ORDINAL = "(?:st|nd|rd|th)?";

/** Sources of patterns; each has groups of its own. */
export const DATE_SOURCES = [
  "(?<![\\d/-])(?<isoYear>(?:19|20)\\d\\d)-(?<isoMonth>\\d\\d)-(?<isoDay>\\d\\d)(?!\\d)",
  "(?<![\\d/.-])(?<first>\\d{1,2})(?<between>[/.-])(?<second>\\d{1,2})\\k<between>(?<year>(?:20)?\\d\\d)(?![\\d/-])",
  "(?<![\\d/-])(?<slashFirst>\\d{1,2})/(?<slashSecond>\\d{1,2})(?![\\d/-])",
  `(?<![\\d.,])(?<day>\\d{1,2})${ORDINAL}\\s(?:of\\s)?(?<month>${MONTH})(?![\\p{L}])(?:,?\\s(?<dayYear>20\\d\\d)(?!\\d))?`,
  `(?<![\\p{L}])(?<usMonth>${MONTH})\\s(?<usDay>\\d{1,2})${ORDINAL}(?![\\d.,:]?\\d|\\p{L})(?:,?\\s(?<usYear>20\\d\\d)(?!\\d))?`,
];

const DAY_PART =
  "a\\.?m\\.?|p\\.?m\\.?|pagi|siang|sore|malam|in the morning|in the afternoon|in the evening";

export const TIME_SOURCES = [
  `(?<![\\d.,:])(?:(?:jam|pukul|at)\\s)?(?<hour>[01]?\\d|2[0-3])(?:[.:](?<minute>[0-5]\\d))?\\s?(?<part>${DAY_PART})(?![\\p{L}])`,
  "(?<![\\p{L}])(?:jam|pukul|at)\\s(?<namedHour>[01]?\\d|2[0-3])(?:[.:](?<namedMinute>[0-5]\\d))?(?![\\d%]|[.,:]\\d|\\s?(?:rb|ribu|k|jt|juta)(?!\\p{L}))",
  "(?<![\\d.,:])(?<clockHour>[01]?\\d|2[0-3]):(?<clockMinute>[0-5]\\d)(?![\\d:])",
];

export const WEEKDAY_SOURCE = `(?<![\\p{L}])(?:${WEEKDAYS.map((names, i) => `(?<w${i}>${names})`).join("|")})(?![\\p{L}])`;
export const RELATIVE_SOURCE = `(?<![\\p{L}])(?<relative>${Object.keys(RELATIVE).join("|")})(?![\\p{L}])`;

export type Groups = Partial<Record<string, string>>;

/** Days that a written date may mean: day before month, then the other way. */
export interface WrittenDate {
  year: number | null;
  monthDays: { month: number; day: number }[];
}

export function readDate(groups: Groups): WrittenDate | null {
  const year = groups.isoYear ?? groups.year ?? groups.dayYear ?? groups.usYear;
  const monthName = groups.month ?? groups.usMonth;
  const numbers = (
    [
      [groups.isoDay, groups.isoMonth],
      [groups.first, groups.second],
      [groups.second, groups.first],
      [groups.slashFirst, groups.slashSecond],
      [groups.slashSecond, groups.slashFirst],
      [groups.day ?? groups.usDay, monthName && String(monthOf(monthName))],
    ] as const
  ).flatMap(([day, month]) =>
    day === undefined || month === undefined
      ? []
      : [{ day: Number(day), month: Number(month) }],
  );
  const monthDays = numbers.filter(
    ({ day, month }) => month >= 1 && month <= 12 && day >= 1 && day <= 31,
  );
  return monthDays.length === 0
    ? null
    : {
        year: year === undefined ? null : Number(year.padStart(4, "20")),
        monthDays,
      };
}

function monthOf(name: string): number {
  return MONTHS.findIndex((names) => names.includes(name)) + 1;
}

export interface WrittenTime {
  /** After midnight. */
  minutes: number;
  /** The bare number, where only an hour stands there. */
  bareHour: number | null;
}

export function readTime(groups: Groups): WrittenTime | null {
  const hour = groups.hour ?? groups.namedHour ?? groups.clockHour;
  if (hour === undefined) {
    return null;
  }
  const minute = groups.minute ?? groups.namedMinute ?? groups.clockMinute;
  const on24 = to24Hours(Number(hour), groups.part?.replaceAll(".", ""));
  return {
    minutes: on24 * 60 + Number(minute ?? 0),
    bareHour: minute === undefined ? Number(hour) : null,
  };
}

function to24Hours(hour: number, part: string | undefined): number {
  switch (part) {
    case "am":
    case "pagi":
    case "in the morning":
      return hour === 12 ? 0 : hour;
    case "malam":
      return hour === 12 ? 0 : hour >= 6 && hour < 12 ? hour + 12 : hour;
    case "siang":
      return hour < 6 ? hour + 12 : hour;
    case undefined:
      return hour;
    default:
      return hour < 12 ? hour + 12 : hour;
  }
}

/** 0 is Sunday. */
export function readWeekday(groups: Groups): number {
  return WEEKDAYS.findIndex((_, i) => groups[`w${i}`] !== undefined);
}

/** Days from the day of writing. */
export function readRelative(groups: Groups): number {
  return RELATIVE[groups.relative ?? ""] ?? 0;
}

/** Keys of the day that lies `days` after another. */
export function keysOfDay(day: CalendarDay, days: number): string[] {
  const meant = addDays(day, days);
  const iso = formatDay(meant);
  return [`d:${iso.slice(5)}`, `d:${iso}`, `w:${weekdayOf(meant)}`];
}
