/**
 * What the last hour says against the hours before: too much, nothing at all, too
 * many failures. Pure; from `hourlyStats`.
 */
import { HOUR_MS } from "../time/units";

export interface HourCounts {
  /** Its start, ms UTC. */
  hour_at: number;
  accepted: number;
  failed: number;
  refused: number;
}

/** Weeks whose same hour says what is usual. */
const WEEKS = 4;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** How long ago those hours were. */
export const SAME_HOURS = Array.from(
  { length: WEEKS },
  (_, week) => (week + 1) * WEEK_MS,
);

/** Fewer weeks in which something came say nothing of what is usual. */
const MIN_WEEKS = 2;
/** A spike is so many times what is usual, and at least so many. */
const SPIKE_FACTOR = 5;
const MIN_SPIKE = 200;
/** Silence is worth a word where at least so many usually come in an hour. */
const MIN_USUAL_FOR_SILENCE = 10;
/** Refused signatures in an hour: a retry or two of a few deliveries are fewer. */
const MIN_REFUSED = 20;
/** Failures in an hour, and their share of what arrived. */
const MIN_FAILED = 5;
const MIN_FAILED_SHARE = 0.05;

export const HOUR_ALERTS = [
  "refused_signatures",
  "traffic_spike",
  "traffic_silence",
  "failure_rate",
] as const;
export type HourAlert = (typeof HOUR_ALERTS)[number];

/**
 * What is usual at an hour: the middle of what came at the same hour of the last
 * four weeks, so that one campaign or one holiday does not count. Null where too
 * little is known.
 */
export function usualAt(
  hours: readonly HourCounts[],
  hourAt: number,
): number | null {
  const same = SAME_HOURS.map(
    (ago) =>
      hours.find(({ hour_at }) => hour_at === hourAt - ago)?.accepted ?? 0,
  );
  const known = same.filter((accepted) => accepted > 0);
  if (known.length < MIN_WEEKS) {
    return null;
  }
  const sorted = same.sort((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[WEEKS / 2 - 1], sorted[WEEKS / 2]];
  return (low + high) / 2;
}

/**
 * The alerts that an hour which is over, or one under way, gives cause for. An
 * hour under way can have too much of something, never too little.
 */
export function judgeHour(
  hours: readonly HourCounts[],
  hourAt: number,
  isOver: boolean,
): HourAlert[] {
  const none = { accepted: 0, failed: 0, refused: 0 };
  const hour = hours.find(({ hour_at }) => hour_at === hourAt) ?? none;
  const usual = usualAt(hours, hourAt);
  const found: Record<HourAlert, boolean> = {
    refused_signatures: hour.refused >= MIN_REFUSED,
    traffic_spike:
      usual !== null &&
      hour.accepted >= Math.max(MIN_SPIKE, usual * SPIKE_FACTOR),
    traffic_silence:
      isOver &&
      hour.accepted === 0 &&
      usual !== null &&
      usual >= MIN_USUAL_FOR_SILENCE,
    failure_rate:
      hour.failed >= MIN_FAILED &&
      hour.failed >= hour.accepted * MIN_FAILED_SHARE,
  };
  return HOUR_ALERTS.filter((kind) => found[kind]);
}
