/** The provider's three ways to write a time, as milliseconds UTC. */

/** 2100-01-01. Later times are faults (milliseconds where seconds belong). */
const MAX_TIME_MS = 4_102_444_800_000;

const UNIX_SECONDS = /^\d{1,12}(?:\.\d{1,9})?$/;
/** An offset is required: a time without one means nothing. */
const ISO_TIME =
  /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,3})?\d*(Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads unix seconds (string or number) and ISO 8601 with offset, microseconds
 * cut to milliseconds. Absent for anything else and for implausible times:
 * not after 1970, or in 2100 and later.
 */
export function parseTime(value: unknown): number | undefined {
  const time = readTime(value);
  return time !== undefined && time > 0 && time < MAX_TIME_MS
    ? time
    : undefined;
}

function readTime(value: unknown): number | undefined {
  if (typeof value === "number") {
    return Math.round(value * 1000);
  }
  if (typeof value !== "string") {
    return undefined;
  }
  if (UNIX_SECONDS.test(value)) {
    return Math.round(Number(value) * 1000);
  }
  const iso = ISO_TIME.exec(value);
  if (iso === null) {
    return undefined;
  }
  const [, seconds = "", fraction = "", offset = ""] = iso;
  return Date.parse(seconds + fraction + offset);
}
