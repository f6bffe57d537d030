/**
 * When ingestion counts as stalled, and how large the next slice is. A delivery
 * is stuck when it makes no progress, never because it is old: a history body, or
 * a long queue, may take hours.
 */
import { MINUTE_MS } from "../time/units";

/** A delivery that got on more recently is not looked at. */
export const QUIET_MS = MINUTE_MS;

/** Ingestion that did nothing for so long, with work waiting, is stalled. */
export const STALLED_AFTER_MS = 5 * MINUTE_MS;

/** Starts that end in an error, at the same item, before it is given up. */
export const MAX_FAILED_STARTS = 5;

/** Every failed start makes the next slice so many times smaller. */
const SHRINKING = 4;

/**
 * Items of the next slice. A slice that failed may have been too much for one
 * transaction; the last start takes a single item, so that only what cannot be
 * applied is given up.
 *
 * @param failedStarts Starts since the delivery last got on.
 */
export function sliceSize(largest: number, failedStarts: number): number {
  return failedStarts >= MAX_FAILED_STARTS - 1
    ? 1
    : Math.max(1, Math.floor(largest / SHRINKING ** failedStarts));
}

/** What is known about deliveries that are not finished; times in ms UTC. */
export interface Backlog {
  /**
   * When the one that waits longest for its next slice last got on; null when
   * none waits.
   */
  oldestProgressAt: number | null;
  /** Whether that one has a job that will go on with it. */
  isOldestScheduled: boolean;
  /** When any delivery last got on. */
  lastProgressAt: number | null;
}

/**
 * True when deliveries wait and nothing moves, or one of them has lost its job
 * for longer than a sweep takes to give it a new one.
 */
export function isStalled(backlog: Backlog, now: number): boolean {
  const { oldestProgressAt, lastProgressAt } = backlog;
  if (oldestProgressAt === null || now - oldestProgressAt <= STALLED_AFTER_MS) {
    return false;
  }
  const isMoving =
    lastProgressAt !== null && now - lastProgressAt <= STALLED_AFTER_MS;
  return !isMoving || !backlog.isOldestScheduled;
}
