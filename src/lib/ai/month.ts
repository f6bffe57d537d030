/** Which month of a zone's calendar a moment belongs to. */
import { formatDay, toLocalTime } from "../time/localTime";

/** Where the global budget's month begins and ends. */
export const GLOBAL_ZONE = "UTC";

/** "2026-11" for a moment (ms UTC) in an IANA zone. */
export function monthOf(at: number, timeZone: string): string {
  return formatDay(toLocalTime(at, timeZone)).slice(0, "YYYY-MM".length);
}

/** True for what {@link monthOf} could have said. */
export const isMonth = (text: string): boolean =>
  /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
