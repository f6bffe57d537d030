/** When a `crons.ts` entry runs next. Times are ms, all schedules are UTC. */
import cronParser from "cron-parser";
import { z } from "zod";
import { Date } from "../host/hostGlobals";

const minute = z.number().default(0);
const daily = { hourUTC: z.number(), minuteUTC: minute };

const WEEKDAYS = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;

/** As `convex/server` exports it; a missing minute is 0 (production draws one). */
export const cronSchedule = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("interval"),
    seconds: z.number().optional(),
    minutes: z.number().optional(),
    hours: z.number().optional(),
  }),
  z.object({ type: z.literal("hourly"), minuteUTC: minute }),
  z.object({ type: z.literal("daily"), ...daily }),
  z.object({
    type: z.literal("weekly"),
    dayOfWeek: z.enum(WEEKDAYS),
    ...daily,
  }),
  z.object({ type: z.literal("monthly"), day: z.number(), ...daily }),
  z.object({ type: z.literal("cron"), cron: z.string() }),
]);
type CronSchedule = z.infer<typeof cronSchedule>;
type Interval = Extract<CronSchedule, { type: "interval" }>;
type Calendar = Exclude<CronSchedule, { type: "interval" }>;

/** The first run of a schedule that is new or has changed at `now`. */
export function firstRun(schedule: CronSchedule, now: number): number {
  return schedule.type === "interval" ? now : nextAfter(schedule, now);
}

/**
 * The run after the one planned for `planned`. What was missed meanwhile is
 * skipped: the answer is always later than `now`.
 */
export function nextRun(
  schedule: CronSchedule,
  planned: number,
  now: number,
): number {
  if (schedule.type !== "interval") {
    return nextAfter(schedule, now);
  }
  const step = intervalMs(schedule);
  const missed = Math.floor(Math.max(0, now - planned) / step);
  return planned + (missed + 1) * step;
}

function intervalMs(schedule: Interval): number {
  const { seconds = 0, minutes = 0, hours = 0 } = schedule;
  return (seconds + 60 * (minutes + 60 * hours)) * 1000;
}

function nextAfter(schedule: Calendar, now: number): number {
  const options = { currentDate: new Date(now), tz: "UTC" };
  const times = cronParser.parseExpression(cronText(schedule), options);
  return times.next().getTime();
}

function cronText(schedule: Calendar): string {
  switch (schedule.type) {
    case "hourly":
      return `${schedule.minuteUTC} * * * *`;
    case "daily":
      return `${schedule.minuteUTC} ${schedule.hourUTC} * * *`;
    case "weekly":
      return `${schedule.minuteUTC} ${schedule.hourUTC} * * ${WEEKDAYS.indexOf(schedule.dayOfWeek)}`;
    case "monthly":
      return `${schedule.minuteUTC} ${schedule.hourUTC} ${schedule.day} * *`;
    case "cron":
      return schedule.cron;
  }
}
