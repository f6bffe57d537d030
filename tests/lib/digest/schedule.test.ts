import fc from "fast-check";
import cronParser from "cron-parser";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import {
  formatDay,
  toLocalTime,
  weekdayOf,
} from "../../../src/lib/time/localTime";
import {
  latestSlot,
  MIN_SLOT_DISTANCE_MS,
  nextDigestAt,
  STAGGER_WINDOW_SECONDS,
  staggerSeconds,
  toCronSchedule,
  type DigestSchedule,
} from "../../../src/lib/digest/schedule";
import { HOUR_MS, DAY_MS } from "../../../src/lib/time/units";
import { propertyRuns } from "../../support/propertyRuns";

const JAKARTA: DigestSchedule = {
  timezone: "Asia/Jakarta",
  hour: 9,
  plan: "paid",
  workspaceId: "workspace-1",
};

/** Zones with every kind of oddity: gaps by day and night, half hours, none. */
const ODD_ZONES = [
  "Asia/Jakarta",
  "America/New_York",
  "America/Santiago",
  "America/Nuuk",
  "Australia/Lord_Howe",
  "Africa/Casablanca",
  "Asia/Beirut",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
];

const scheduleArbitrary: fc.Arbitrary<DigestSchedule> = fc.record({
  timezone: fc.constantFrom(...ODD_ZONES),
  hour: fc.integer({ min: 0, max: 23 }),
  plan: fc.constantFrom("free", "paid"),
  workspaceId: fc.string({ minLength: 1, maxLength: 40 }),
});

const nowArbitrary = fc.integer({
  min: Date.UTC(2026, 0, 1),
  max: Date.UTC(2028, 0, 1),
});

const runs = { numRuns: propertyRuns(300) };

describe("nextDigestAt", () => {
  it("is today's hour and the workspace's own minute", () => {
    const after = Date.parse("2026-11-21T00:00:00Z");
    const at = nextDigestAt({ ...JAKARTA, after });
    expect(at).toBe(
      Date.parse("2026-11-21T02:00:00Z") + staggerSeconds("workspace-1") * 1000,
    );
    expect(nextDigestAt({ ...JAKARTA, after: at }) - at).toBe(DAY_MS);
  });

  it("is a Monday on the free plan", () => {
    const after = Date.parse("2026-11-21T00:00:00Z");
    const at = nextDigestAt({ ...JAKARTA, plan: "free", after });
    expect(formatDay(toLocalTime(at, JAKARTA.timezone))).toBe("2026-11-23");
    const next = nextDigestAt({ ...JAKARTA, plan: "free", after: at });
    expect(next - at).toBe(7 * DAY_MS);
  });

  it("gives each day of a year one slot, in order, on its own hour", () => {
    for (const timezone of ODD_ZONES.slice(0, 6)) {
      for (const hour of [0, 2, 23]) {
        const schedule = { ...JAKARTA, timezone, hour };
        const seen = new Set<string>();
        let at = Date.UTC(2025, 11, 31);
        for (let i = 0; i < 366; i++) {
          const next = nextDigestAt({ ...schedule, after: at });
          expect(next).toBeGreaterThan(at);
          at = next;
          const { localDate } = latestSlot({ ...schedule, now: at });
          expect(seen).not.toContain(localDate);
          seen.add(localDate);
          const wanted = Temporal.PlainDate.from(localDate)
            .toPlainDateTime({ hour })
            .add({ seconds: staggerSeconds(schedule.workspaceId) })
            .toZonedDateTime(timezone, { disambiguation: "compatible" });
          expect(at).toBe(wanted.epochMilliseconds);
        }
        expect(seen.size).toBe(366);
      }
    }
  });

  it("is after `after`, and nothing lies between it and the latest slot", () => {
    fc.assert(
      fc.property(scheduleArbitrary, nowArbitrary, (schedule, now) => {
        const next = nextDigestAt({ ...schedule, after: now });
        const latest = latestSlot({ ...schedule, now });
        expect(next).toBeGreaterThan(now);
        expect(latest.at).toBeLessThanOrEqual(now);
        expect(nextDigestAt({ ...schedule, after: latest.at })).toBe(next);
        expect(latestSlot({ ...schedule, now: next - 1 })).toEqual(latest);
        const days = (next - latest.at) / DAY_MS;
        expect(Math.round(days)).toBe(schedule.plan === "paid" ? 1 : 7);
      }),
      runs,
    );
  });

  it("keeps 12 hours' distance whatever zone and hour become", () => {
    fc.assert(
      fc.property(
        scheduleArbitrary,
        scheduleArbitrary,
        nowArbitrary,
        (before, after, now) => {
          const lastSlotAt = latestSlot({ ...before, now }).at;
          const next = nextDigestAt({ ...after, after: now, lastSlotAt });
          expect(next).toBeGreaterThan(now);
          expect(next - lastSlotAt).toBeGreaterThanOrEqual(
            MIN_SLOT_DISTANCE_MS,
          );
          const unhurried = nextDigestAt({ ...after, after: now });
          expect(next - unhurried).toBeLessThanOrEqual(
            (after.plan === "paid" ? 2 : 8) * DAY_MS,
          );
        },
      ),
      runs,
    );
  });

  it("refuses an hour that no clock has", () => {
    for (const hour of [-1, 24, 9.5, Number.NaN]) {
      expect(() => nextDigestAt({ ...JAKARTA, hour, after: 0 })).toThrow(
        RangeError,
      );
      expect(() => toCronSchedule({ ...JAKARTA, hour })).toThrow(RangeError);
    }
  });
});

describe("latestSlot", () => {
  it("makes one digest of three missed days", () => {
    const before = Date.parse("2026-11-17T12:00:00Z");
    const missed = nextDigestAt({ ...JAKARTA, after: before });
    const now = missed + 3 * DAY_MS + 5 * HOUR_MS;
    const claimed = latestSlot({ ...JAKARTA, now });
    expect(claimed.localDate).toBe("2026-11-21");
    const next = nextDigestAt({
      ...JAKARTA,
      after: now,
      lastSlotAt: claimed.at,
    });
    expect(next).toBe(missed + 4 * DAY_MS);
  });

  it("does not lose the next morning to a late evening", () => {
    const slot = latestSlot({
      ...JAKARTA,
      now: Date.parse("2026-11-21T16:00:00Z"),
    });
    // Run at 23:00 local, ten hours before the next one.
    const next = nextDigestAt({
      ...JAKARTA,
      after: Date.parse("2026-11-21T16:00:00Z"),
      lastSlotAt: slot.at,
    });
    expect(next - slot.at).toBe(DAY_MS);
  });
});

describe("localDate of a slot", () => {
  it("stays the slot's own where a clock change carries it past midnight", () => {
    // Nuuk's clocks go from 23:00 to 00:00 on this Saturday evening.
    const schedule = {
      ...JAKARTA,
      timezone: "America/Nuuk",
      hour: 23,
    };
    const evening = nextDigestAt({
      ...schedule,
      after: Date.parse("2026-03-28T12:00:00Z"),
    });
    expect(formatDay(toLocalTime(evening, schedule.timezone))).toBe(
      "2026-03-29",
    );
    expect(latestSlot({ ...schedule, now: evening }).localDate).toBe(
      "2026-03-28",
    );
    const next = nextDigestAt({ ...schedule, after: evening });
    expect(latestSlot({ ...schedule, now: next }).localDate).toBe("2026-03-29");
  });

  it("skips a day that the zone left out", () => {
    const schedule = { ...JAKARTA, timezone: "Pacific/Apia" };
    const before = Date.parse("2011-12-29T20:00:00Z");
    const dates = [0, 1].map((days) => {
      const at = nextDigestAt({ ...schedule, after: before + days * DAY_MS });
      return latestSlot({ ...schedule, now: at }).localDate;
    });
    expect(dates).toEqual(["2011-12-31", "2012-01-01"]);
  });
});

describe("toCronSchedule", () => {
  it("fires at the slots by day, as the crons component reads it", () => {
    for (const timezone of ODD_ZONES.slice(0, 3)) {
      for (const plan of ["free", "paid"] as const) {
        const schedule = { ...JAKARTA, timezone, plan };
        const { cronspec, tz, kind } = toCronSchedule(schedule);
        expect(kind).toBe("cron");
        let at = Date.UTC(2026, 2, 1);
        for (let i = 0; i < 15; i++) {
          const fired = cronParser
            .parseExpression(cronspec, { currentDate: new Date(at), tz })
            .next()
            .getTime();
          at = nextDigestAt({ ...schedule, after: at });
          expect(fired).toBe(at);
        }
      }
    }
  });

  it("is a Monday's for the free plan", () => {
    const { cronspec } = toCronSchedule({ ...JAKARTA, plan: "free" });
    expect(cronspec.split(" ")).toHaveLength(6);
    expect(cronspec.endsWith(" * * 1")).toBe(true);
    expect(weekdayOf({ year: 2026, month: 11, day: 23 })).toBe(1);
  });
});

describe("staggerSeconds", () => {
  it.each([
    ["sequential", (i: number) => `workspace-${i}`],
    ["alike", (i: number) => `k57${"0".repeat(24)}${i.toString(36)}`],
  ])("spreads %s ids evenly over the hour", (_name, idOf) => {
    const perMinute = new Array<number>(60).fill(0);
    for (let i = 0; i < 3000; i++) {
      const seconds = staggerSeconds(idOf(i));
      expect(seconds).toBeLessThan(STAGGER_WINDOW_SECONDS);
      const minute = Math.floor(seconds / 60);
      perMinute[minute] = (perMinute[minute] ?? 0) + 1;
    }
    // 50 on average; chance alone gives 25 to 80.
    expect(Math.min(...perMinute)).toBeGreaterThan(20);
    expect(Math.max(...perMinute)).toBeLessThan(90);
  });
});
