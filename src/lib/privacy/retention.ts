/** How long a workspace keeps what it receives. */
import { DAY_MS } from "../time/units";

/**
 * Raw bodies: a day is enough to repeat what failed, a year is for those who must
 * show what came.
 */
export const PAYLOAD_DAYS = { min: 1, max: 365 } as const;

/** Messages: every digest, also a weekly one that was late, tells of them first. */
export const MESSAGE_DAYS = { min: 14, max: 3650 } as const;

/** Whole days within the limits. */
export const isRetention = (
  days: number,
  { min, max }: { min: number; max: number },
): boolean => Number.isInteger(days) && days >= min && days <= max;

/**
 * Messages of before this are deleted, provider time, ms UTC.
 *
 * @param days absent: kept for good
 */
export const keptSince = (days: number | undefined, now: number): number =>
  days === undefined ? -Infinity : now - days * DAY_MS;
