/** What an hour says against the same hour of the weeks before. */
import { describe, expect, it } from "vitest";
import { isDiskLow } from "../../../src/lib/alerts/disk";
import {
  judgeHour,
  usualAt,
  type HourCounts,
} from "../../../src/lib/alerts/hours";
import { DAY_MS, HOUR_MS } from "../../../src/lib/time/units";

const NOW = Date.parse("2026-11-21T02:00:00Z");

/** The same hour of so many weeks, the newest first. */
const weeks = (...accepted: number[]): HourCounts[] =>
  accepted.map((count, week) => ({
    hour_at: NOW - (week + 1) * 7 * DAY_MS,
    accepted: count,
    failed: 0,
    refused: 0,
  }));

const judge = (
  hour: Partial<HourCounts>,
  before: HourCounts[] = weeks(100, 100, 100, 100),
  isOver = true,
) => {
  const now = { hour_at: NOW, accepted: 100, failed: 0, refused: 0, ...hour };
  return judgeHour([...before, now], NOW, isOver);
};

describe("what is usual", () => {
  it("is the middle of four weeks, whatever one of them was", () => {
    expect(usualAt(weeks(10, 5_000, 12, 14), NOW)).toBe(13);
    expect(usualAt(weeks(10, 0, 12, 14), NOW)).toBe(11);
  });

  it("is not known of a workspace's first two weeks", () => {
    expect(usualAt(weeks(500), NOW)).toBeNull();
    expect(usualAt([], NOW)).toBeNull();
  });

  it("is the same hour's, not the day's", () => {
    const other = weeks(900, 900, 900, 900).map((hour) => ({
      ...hour,
      hour_at: hour.hour_at + HOUR_MS,
    }));
    expect(usualAt(other, NOW)).toBeNull();
  });
});

describe("an hour", () => {
  it("as usual gives no cause", () => {
    expect(judge({})).toEqual([]);
  });

  it("has a spike of deliveries from five times the usual and 200", () => {
    expect(judge({ accepted: 499 })).toEqual([]);
    expect(judge({ accepted: 500 })).toEqual(["traffic_spike"]);
    expect(judge({ accepted: 199 }, weeks(1, 1, 1, 1))).toEqual([]);
    expect(judge({ accepted: 200 }, weeks(1, 1, 1, 1))).toEqual([
      "traffic_spike",
    ]);
  });

  it("is silent when it is over, empty, and usually is not", () => {
    expect(judge({ accepted: 0 })).toEqual(["traffic_silence"]);
    expect(judge({ accepted: 0 }, undefined, false)).toEqual([]);
    expect(judge({ accepted: 1 })).toEqual([]);
    expect(judge({ accepted: 0 }, weeks(9, 9, 9, 9))).toEqual([]);
    expect(judge({ accepted: 0 }, [])).toEqual([]);
    expect(judgeHour(weeks(100, 100, 100, 100), NOW, true)).toEqual([
      "traffic_silence",
    ]);
  });

  it("has too many refused signatures from 20", () => {
    expect(judge({ refused: 19 })).toEqual([]);
    expect(judge({ refused: 20 }, [])).toEqual(["refused_signatures"]);
  });

  it("has too many failures from five and five in a hundred", () => {
    expect(judge({ failed: 4, accepted: 4 })).toEqual([]);
    expect(judge({ failed: 5, accepted: 101 })).toEqual([]);
    expect(judge({ failed: 5, accepted: 100 })).toEqual(["failure_rate"]);
  });
});

describe("a disk", () => {
  const GIB = 1024 ** 3;
  const low = (free: number, total: number, wasLow = false) =>
    isDiskLow({ free_bytes: free * GIB, total_bytes: total * GIB }, wasLow);

  it("is low below a tenth and 2 GiB", () => {
    expect(low(1.9, 20)).toBe(true);
    expect(low(2, 40)).toBe(false);
    expect(low(1.9, 10)).toBe(false);
  });

  it("is well again only above 15 % or 3 GiB", () => {
    expect(low(2.5, 20, true)).toBe(true);
    expect(low(2.5, 20)).toBe(false);
    expect(low(3, 20, true)).toBe(false);
  });
});
