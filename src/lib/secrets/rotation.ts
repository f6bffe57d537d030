/** How long a secret is accepted after another one took its place. */
import { DAY_MS, HOUR_MS } from "../time/units";

/** Time for a person to put the new one into Kapso, a weekend included. */
export const OVERLAP_MS = 7 * DAY_MS;
/** The longest that an operator may ask for: 30 days. */
export const MAX_OVERLAP_HOURS = 720;

/** In ms; null for what is no whole number of hours from 0 to the longest. */
export function overlapOf(hours: number | undefined): number | null {
  if (hours === undefined) {
    return OVERLAP_MS;
  }
  const isPossible =
    Number.isInteger(hours) && hours >= 0 && hours <= MAX_OVERLAP_HOURS;
  return isPossible ? hours * HOUR_MS : null;
}

/**
 * Whether a previous secret still opens the endpoint.
 *
 * @param until when its time ends, ms UTC; undefined for rotations of before
 *   they had an end, until a migration gives them one
 */
export function isStillAccepted(
  until: number | undefined,
  now: number,
): boolean {
  return until === undefined || now < until;
}
