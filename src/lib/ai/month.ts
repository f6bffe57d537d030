/** Which month of a zone's calendar a moment belongs to. */

/** Where the global budget's month begins and ends. */
export const GLOBAL_ZONE = "UTC";

/** "2026-11" for a moment (ms UTC) in an IANA zone. */
export function monthOf(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone,
    calendar: "iso8601",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
  }).formatToParts(at);
  const valueOf = (type: "year" | "month") =>
    parts.find((part) => part.type === type)?.value ?? "";
  return `${valueOf("year").padStart(4, "0")}-${valueOf("month")}`;
}
