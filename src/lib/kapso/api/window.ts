/** Which time a comparison looks at, and when the next one comes. */
import { fnv1a32 } from "../../crypto/fnv";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../time/units";

/** What comes late, or is edited and read later, is seen by the next one too. */
export const OVERLAP_MS = HOUR_MS;
/**
 * Younger messages may still be on their way: Kapso orders for 30 s and tries
 * again for 140 s (contract, sections 2 and 4).
 */
export const SETTLE_MS = 5 * MINUTE_MS;
/** The first comparison. */
const FIRST_WINDOW_MS = DAY_MS;
/** However long nobody compared. */
const MAX_WINDOW_MS = 30 * DAY_MS;

export interface Window {
  from: number;
  to: number;
}

/**
 * @param lastTo where the last comparison that came to its end ended
 */
export function windowOf(lastTo: number | undefined, now: number): Window {
  const to = now - SETTLE_MS;
  const from =
    lastTo === undefined ? to - FIRST_WINDOW_MS : lastTo - OVERLAP_MS;
  return { from: Math.min(Math.max(from, now - MAX_WINDOW_MS), to), to };
}

/** The workspace's own minute of the hour, so that not all ask at once. */
export function nextComparisonAt(workspaceId: string, now: number): number {
  const offset = fnv1a32(workspaceId) % HOUR_MS;
  const inHour = now - (now % HOUR_MS) + offset;
  return inHour > now ? inHour : inHour + HOUR_MS;
}
