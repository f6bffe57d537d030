/** Between an instant (ms UTC) and a zone's wall clock, by Intl alone. */

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

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
  return [
    String(year).padStart(4, "0"),
    String(month).padStart(2, "0"),
    String(day).padStart(2, "0"),
  ].join("-");
}
