/**
 * When a workspace's digest is due. Owns the rule from hour, zone, plan and
 * workspace to instants, and the cron that fires at them.
 *
 * A slot belongs to a calendar day of the zone. Catching up is one question:
 * `latestSlot` names the one digest that is due now, however many days were
 * missed, and `nextDigestAt` looks forward from now, never from the last slot.
 */
import { fnv1a32 } from "../crypto/fnv";
import {
  addDays,
  formatDay,
  toInstant,
  toLocalTime,
  weekdayOf,
  type CalendarDay,
} from "../time/localTime";
import { HOUR_MS } from "../time/units";

/** Over how long the workspaces of one hour are spread. */
export const STAGGER_WINDOW_SECONDS = 3600;

/** Least time between two digests, however the zone or hour changes. */
export const MIN_SLOT_DISTANCE_MS = 12 * HOUR_MS;

const MONDAY = 1;
const DAYS_PER_WEEK = 7;

/** Days looked at around an instant: a week, and a day for each zone's edge. */
const SEARCH_DAYS = DAYS_PER_WEEK + 2;

export type DigestPlan = "free" | "paid";

export interface DigestSchedule {
  /** IANA zone. */
  timezone: string;
  /** Local hour, 0-23. */
  hour: number;
  /** "free" is weekly, on Mondays; "paid" is daily. */
  plan: DigestPlan;
  workspaceId: string;
}

export interface DigestSlot {
  /** ms UTC. */
  at: number;
  /**
   * The day it is the digest of, YYYY-MM-DD: what a run is claimed by. It is
   * the local date of `at`, save where a clock change at the day's end carries
   * the slot past midnight.
   */
  localDate: string;
}

/** What @convex-dev/crons takes as a schedule. */
export interface CronSchedule {
  kind: "cron";
  cronspec: string;
  tz: string;
}

/** Seconds after the full hour at which the workspace is due: always the same. */
export function staggerSeconds(workspaceId: string): number {
  return fnv1a32(workspaceId) % STAGGER_WINDOW_SECONDS;
}

/**
 * The first slot after `after`, in ms UTC.
 *
 * @param lastSlotAt The slot of the newest digest: the next one keeps 12 hours'
 * distance, which matters only when zone or hour were changed in between.
 * @throws RangeError for an unknown zone or an hour that no clock has.
 */
export function nextDigestAt(
  schedule: DigestSchedule & { after: number; lastSlotAt?: number },
): number {
  const { after, lastSlotAt } = schedule;
  const floor =
    lastSlotAt === undefined
      ? after
      : Math.max(after, lastSlotAt + MIN_SLOT_DISTANCE_MS - 1);
  for (const slot of slotsAround(schedule, floor, 1)) {
    if (slot.at > floor) {
      return slot.at;
    }
  }
  throw new Error("no slot within a week -- invariant");
}

/**
 * The newest slot that is not after `now`: the one to claim when something is
 * due. Slots before it that nobody ran are part of it.
 *
 * @throws RangeError for an unknown zone or an hour that no clock has.
 */
export function latestSlot(
  schedule: DigestSchedule & { now: number },
): DigestSlot {
  const { now } = schedule;
  for (const slot of slotsAround(schedule, now, -1)) {
    if (slot.at <= now) {
      return slot;
    }
  }
  throw new Error("no slot within a week -- invariant");
}

/**
 * The cron that fires at the slots. Seconds come first: cron-parser 4.9, which
 * the crons component uses, takes six fields (its README, "Supported format").
 * It skips a few slots in clock changes at night; a sweeper finds those.
 */
export function toCronSchedule(schedule: DigestSchedule): CronSchedule {
  const stagger = staggerSeconds(schedule.workspaceId);
  const weekday = schedule.plan === "free" ? MONDAY : "*";
  return {
    kind: "cron",
    cronspec: [
      stagger % 60,
      Math.floor(stagger / 60),
      requireHour(schedule.hour),
      "* *",
      weekday,
    ].join(" "),
    tz: schedule.timezone,
  };
}

/** Slots of the days around `at`, from it in one direction. */
function* slotsAround(
  schedule: DigestSchedule,
  at: number,
  direction: 1 | -1,
): Generator<DigestSlot> {
  const today = toLocalTime(at, schedule.timezone);
  for (let step = -1; step < SEARCH_DAYS; step++) {
    const day = addDays(today, step * direction);
    if (schedule.plan === "paid" || weekdayOf(day) === MONDAY) {
      yield slotOf(schedule, day);
    }
  }
}

/** A day that the zone left out altogether has the next day's instant. */
function slotOf(schedule: DigestSchedule, day: CalendarDay): DigestSlot {
  const stagger = staggerSeconds(schedule.workspaceId);
  const at = toInstant(
    {
      ...day,
      hour: requireHour(schedule.hour),
      minute: Math.floor(stagger / 60),
      second: stagger % 60,
    },
    schedule.timezone,
  );
  return { at, localDate: formatDay(day) };
}

function requireHour(hour: number): number {
  if (!Number.isInteger(hour) || hour < 0 || hour > 23) {
    throw new RangeError("a digest hour is a whole number from 0 to 23");
  }
  return hour;
}
