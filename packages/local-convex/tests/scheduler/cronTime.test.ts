import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cronSchedule, firstRun, nextRun } from "../../src/scheduler/cronTime";

const at = (iso: string) => Date.parse(iso);
const iso = (ms: number) => new Date(ms).toISOString();

describe("the next run", () => {
  // 2026-03-04 is a Wednesday.
  const now = at("2026-03-04T10:30:00Z");

  it.each([
    [{ type: "hourly", minuteUTC: 15 }, "2026-03-04T11:15:00.000Z"],
    [{ type: "hourly" }, "2026-03-04T11:00:00.000Z"],
    [{ type: "daily", hourUTC: 9, minuteUTC: 5 }, "2026-03-05T09:05:00.000Z"],
    [
      { type: "weekly", dayOfWeek: "wednesday", hourUTC: 10, minuteUTC: 0 },
      "2026-03-11T10:00:00.000Z",
    ],
    [
      { type: "weekly", dayOfWeek: "sunday", hourUTC: 23, minuteUTC: 59 },
      "2026-03-08T23:59:00.000Z",
    ],
    [
      { type: "monthly", day: 31, hourUTC: 0, minuteUTC: 0 },
      "2026-03-31T00:00:00.000Z",
    ],
    [{ type: "cron", cron: "*/20 * * * *" }, "2026-03-04T10:40:00.000Z"],
  ])("of %j", (schedule, expected) => {
    expect(iso(firstRun(cronSchedule.parse(schedule), now))).toBe(expected);
  });

  it("of an interval is at once, then in steps from what was planned", () => {
    const schedule = cronSchedule.parse({ type: "interval", minutes: 5 });
    expect(firstRun(schedule, now)).toBe(now);
    const late = now + 12_000;
    expect(nextRun(schedule, now, late)).toBe(now + 300_000);
  });
});

it("after downtime the missed runs are skipped, keeping the rhythm", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 86_400 }),
      fc.integer({ min: 0, max: 10_000_000_000 }),
      (seconds, downtime) => {
        const schedule = cronSchedule.parse({ type: "interval", seconds });
        const planned = at("2026-03-04T10:30:00Z");
        const next = nextRun(schedule, planned, planned + downtime);
        expect(next).toBeGreaterThan(planned + downtime);
        expect(next).toBeLessThanOrEqual(planned + downtime + seconds * 1000);
        expect((next - planned) % (seconds * 1000)).toBe(0);
      },
    ),
  );
});
