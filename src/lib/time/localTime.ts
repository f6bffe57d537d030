/** Between an instant (ms UTC) and a zone's wall clock, by Intl alone. */
import { SECOND_MS, MINUTE_MS, DAY_MS } from "./units";

/** What a wall clock and a calendar on it show. Months count from 1. */
export interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

/** A day of the calendar, wherever it is lived. Months count from 1. */
export type CalendarDay = Pick<LocalTime, "year" | "month" | "day">;

/** Making a formatter costs a hundred times what using one does. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone);
  if (known !== undefined) {
    return known;
  }
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    calendar: "gregory",
    numberingSystem: "latn",
    // `hour12: false` would print midnight as 24.
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formatters.set(timezone, made);
  return made;
}

/**
 * What the zone's clock shows at an instant.
 *
 * @throws RangeError for a zone that Intl does not know.
 */
export function toLocalTime(at: number, timezone: string): LocalTime {
  // Five times as fast as formatToParts; "en-US" puts the month first.
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = (
    formatterOf(timezone).format(at).match(/\d+/g) ?? []
  ).map(Number);
  return { year, month, day, hour, minute, second };
}

/** The instant at which a UTC clock shows `local`. */
function asUtc(local: LocalTime): number {
  const { year, month, day, hour, minute, second } = local;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function offsetAt(at: number, timezone: string): number {
  const wholeSecond = Math.floor(at / SECOND_MS) * SECOND_MS;
  return asUtc(toLocalTime(wholeSecond, timezone)) - wholeSecond;
}

/**
 * ISO 8601 on the zone's clock with its offset, to the second:
 * "2026-09-15T09:12:45+07:00". What is not known stays so.
 *
 * @throws RangeError for a zone that Intl does not know.
 */
export function toLocalIso(at: number, timezone: string): string;
export function toLocalIso(
  at: number | undefined,
  timezone: string,
): string | undefined;
export function toLocalIso(
  at: number | undefined,
  timezone: string,
): string | undefined {
  if (at === undefined) {
    return undefined;
  }
  const local = toLocalTime(at, timezone);
  const clock = [local.hour, local.minute, local.second].map(twoDigits);
  const offset = formatOffset(offsetAt(at, timezone));
  return `${formatDay(local)}T${clock.join(":")}${offset}`;
}

/** "+07:00"; seconds, which only zones before 1972 have, are left out. */
function formatOffset(offsetMs: number): string {
  const minutes = Math.trunc(Math.abs(offsetMs) / MINUTE_MS);
  const parts = [Math.trunc(minutes / 60), minutes % 60].map(twoDigits);
  return `${offsetMs < 0 ? "-" : "+"}${parts.join(":")}`;
}

const twoDigits = (part: number): string => String(part).padStart(2, "0");

/**
 * The instant at which the zone's clock shows `local`: the earlier one where it
 * shows it twice, and where it skips it the instant that the old offset gives,
 * which the clock shows as later by the gap. (Temporal's "compatible".)
 *
 * @throws RangeError for a zone that Intl does not know.
 */
export function toInstant(local: LocalTime, timezone: string): number {
  const utc = asUtc(local);
  // No zone changes its offset twice within two days.
  const before = offsetAt(utc - DAY_MS, timezone);
  const after = offsetAt(utc + DAY_MS, timezone);
  const [byBefore, byAfter] = [utc - before, utc - after];
  if (before === after || offsetAt(byBefore, timezone) === before) {
    return byBefore;
  }
  return offsetAt(byAfter, timezone) === after ? byAfter : byBefore;
}

/** The calendar day that is `days` later (earlier when negative). */
export function addDays(day: CalendarDay, days: number): CalendarDay {
  const date = new Date(Date.UTC(day.year, day.month - 1, day.day + days));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
  };
}

/** 0 is Sunday. */
export function weekdayOf({ year, month, day }: CalendarDay): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

/** YYYY-MM-DD. */
export function formatDay({ year, month, day }: CalendarDay): string {
  return [String(year).padStart(4, "0"), twoDigits(month), twoDigits(day)].join(
    "-",
  );
}

/** The day that "YYYY-MM-DD" names; null for anything else ("2026-02-30"). */
export function parseDay(text: string): CalendarDay | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.slice(1).map(Number);
  const [year, month, day] = parts ?? [];
  if (year === undefined || month === undefined || day === undefined) {
    return null;
  }
  const parsed = addDays({ year, month, day }, 0);
  return formatDay(parsed) === text ? parsed : null;
}
