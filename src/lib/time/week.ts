/** Weeks of a zone's calendar, named by their Mondays. */
import { addDays, formatDay, toLocalTime, weekdayOf } from "./localTime";

/** The Monday of the week of an instant, YYYY-MM-DD on the zone's calendar. */
export function weekOf(at: number, timezone: string): string {
  const day = toLocalTime(at, timezone);
  const sinceMonday = (weekdayOf(day) + 6) % 7;
  return formatDay(addDays(day, -sinceMonday));
}
