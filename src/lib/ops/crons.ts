/** The crons that look after everything, how often, and when one counts as lost. */
import { MINUTE_MS } from "../time/units";

/** Minutes between two runs, by name. */
export const CRON_MINUTES = {
  "restart lost deliveries": 1,
  "restart lost retries": 5,
  "restart lost replays": 1,
  "count deliveries": 5,
  "delete what has expired": 60,
  "catch up on digests": 5,
  "settle lost AI calls": 5,
  "look after bulk changes": 1,
  "restart lost imports": 1,
  "restart lost exports": 1,
  "delete old imports": 60,
  "delete old exports": 60,
  "delete unused download links": 60,
  "look after leads": 5,
  "go on with erasures": 60,
  "delete old messages": 60,
  "look after alerts": 5,
  "judge hours": 5,
  "look after notifications": 5,
  "sweep sign-ins": 24 * 60,
  "restart lost merges": 5,
  "compare with Kapso": 1,
} as const;

export type CronName = keyof typeof CRON_MINUTES;

export const isCronName = (name: string): name is CronName =>
  Object.hasOwn(CRON_MINUTES, name);

export const CRON_NAMES: readonly CronName[] =
  Object.keys(CRON_MINUTES).filter(isCronName);

/** Looks whether the others run; they look whether it does. */
export const WATCHER: CronName = "look after alerts";

/** Longer than any action may run, so that a slow run is not one that is lost. */
const MIN_PATIENCE_MS = 15 * MINUTE_MS;

/** So long after a run the next one is missed, ms: twice its time, or more. */
export function patienceOf(name: CronName): number {
  const everyMs = CRON_MINUTES[name] * MINUTE_MS;
  return everyMs + Math.max(everyMs, MIN_PATIENCE_MS);
}

/** A longer pause between two runs says that the whole service was stopped. */
const MIN_PAUSE_MS = 5 * MINUTE_MS;
/** So long without a pause, and what is late now is not late for one. */
const STEADY_MS = 10 * MINUTE_MS;

/** A cron's last run, and since when it has run without a pause, ms UTC. */
export interface CronRun {
  ran_at: number;
  since: number;
}

/** Since when a cron runs without a pause that runs now. */
export function steadySince(
  name: CronName,
  last: CronRun | null,
  now: number,
): number {
  const pauseMs = Math.max(2 * CRON_MINUTES[name] * MINUTE_MS, MIN_PAUSE_MS);
  const isUnbroken = last !== null && now - last.ran_at <= pauseMs;
  return isUnbroken ? last.since : now;
}

/** Whether it may be said that another one is late. */
export const isSteady = (since: number, now: number): boolean =>
  now - since >= STEADY_MS;

/** @param ranAt when it last came to its end, ms UTC */
export const isOverdue = (name: CronName, ranAt: number, now: number) =>
  now - ranAt > patienceOf(name);
