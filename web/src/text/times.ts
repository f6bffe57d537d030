/** Times as the page writes them, on the workspace's clock. Pure. */
import { toLocalTime } from "../../../src/lib/time/localTime";
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  SECOND_MS,
} from "../../../src/lib/time/units";
import type { Dictionary } from "./id";

/** Making a formatter costs a hundred times what using one does. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(
  language: string,
  timezone: string,
  style:
    "clock" | "day" | "dayWithYear" | "longDay" | "moment" | "zone" | "full",
): Intl.DateTimeFormat {
  const key = `${language}|${timezone}|${style}`;
  const known = formatters.get(key);
  if (known !== undefined) {
    return known;
  }
  const options = {
    clock: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    day: { day: "numeric", month: "short" },
    dayWithYear: { day: "numeric", month: "short", year: "numeric" },
    longDay: { weekday: "long", day: "numeric", month: "long" },
    moment: {
      ...{ weekday: "short", day: "numeric", month: "short" },
      ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    },
    zone: { hour: "2-digit", timeZoneName: "short" },
    full: { dateStyle: "full", timeStyle: "long" },
  } as const satisfies Record<string, Intl.DateTimeFormatOptions>;
  const made = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    timeZone: timezone,
    ...options[style],
  });
  formatters.set(key, made);
  return made;
}

/** A day as a number that grows by one each day of the zone's calendar. */
function dayNumber(at: number, timezone: string): number {
  const { year, month, day } = toLocalTime(at, timezone);
  return Math.round(Date.UTC(year, month - 1, day) / DAY_MS);
}

export interface Clock {
  language: string;
  timezone: string;
  t: Dictionary;
}

/** The time of day: "13.29". */
export function clockTime(at: number, { language, timezone }: Clock): string {
  return formatterOf(language, timezone, "clock").format(at);
}

/** The day alone, with its year: what lies ahead. */
export function dayText(at: number, { language, timezone }: Clock): string {
  return formatterOf(language, timezone, "dayWithYear").format(at);
}

/** A day that no zone moves, from "2026-11-26"; other words stay as they are. */
export function calendarDay(
  day: string,
  language: string,
  style: "dayWithYear" | "longDay" = "dayWithYear",
): string {
  const at = Date.parse(day);
  return Number.isNaN(at)
    ? day
    : formatterOf(language, "UTC", style).format(at);
}

/** A moment with its day, where the year goes without saying: "Kam 26 Nov 09.00". */
export const moment = (at: number, { language, timezone }: Clock): string =>
  formatterOf(language, timezone, "moment").format(at).replaceAll(",", "");

/** The zone as people there call it: "WIB", "GMT+8". */
export function zoneName(at: number, { language, timezone }: Clock): string {
  const parts = formatterOf(language, timezone, "zone").formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timezone;
}

/** As in lists: today the clock, yesterday the word, then the date. */
export function listTime(at: number, now: number, clock: Clock): string {
  const { language, timezone, t } = clock;
  const days = dayNumber(now, timezone) - dayNumber(at, timezone);
  if (days <= 0) {
    return clockTime(at, clock);
  }
  if (days === 1) {
    return t.time.yesterday;
  }
  const isThisYear =
    toLocalTime(at, timezone).year === toLocalTime(now, timezone).year;
  return formatterOf(
    language,
    timezone,
    isThisYear ? "day" : "dayWithYear",
  ).format(at);
}

/** A heading between days: "Hari ini", "Kamis, 26 November". */
export function dayHeading(at: number, now: number, clock: Clock): string {
  const { language, timezone, t } = clock;
  const days = dayNumber(now, timezone) - dayNumber(at, timezone);
  if (days === 0) {
    return t.time.today;
  }
  return days === 1
    ? t.time.yesterday
    : formatterOf(language, timezone, "longDay").format(at);
}

/** Whether two instants lie on one day of the zone's calendar. */
export function isSameDay(a: number, b: number, timezone: string): boolean {
  return dayNumber(a, timezone) === dayNumber(b, timezone);
}

/** The exact time with its zone, for tooltips. */
export function exactTime(at: number, { language, timezone }: Clock): string {
  return formatterOf(language, timezone, "full").format(at);
}

/** How long something lasts, in at most two units: "1 j 36 mnt". */
export function duration(ms: number, t: Dictionary): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE_MS));
  if (ms < HOUR_MS) {
    return t.time.minutes(minutes);
  }
  if (ms < 2 * DAY_MS) {
    return t.time.hours(Math.floor(minutes / 60), minutes % 60);
  }
  return t.time.days(Math.floor(ms / DAY_MS));
}

/** How long ago something was, to the second below a minute: "8 dtk". */
export function age(at: number, now: number, t: Dictionary): string {
  const ms = Math.max(0, now - at);
  return ms < MINUTE_MS
    ? t.time.seconds(Math.floor(ms / SECOND_MS))
    : duration(ms, t);
}
