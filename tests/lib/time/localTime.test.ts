import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import {
  addDays,
  formatDay,
  parseDay,
  toInstant,
  toLocalIso,
  toLocalTime,
  weekdayOf,
  type LocalTime,
} from "../../../src/lib/time/localTime";
import { HOUR_MS, DAY_MS } from "../../../src/lib/time/units";

const ZONES = Intl.supportedValuesOf("timeZone");
const FIRST_DAY = { year: 2026, month: 1, day: 1 };
/** 2026 and 2027, and a day more. */
const DAYS = 731;
const START = Date.UTC(2026, 0, 1);
const END = START + (DAYS + 5) * DAY_MS;
const HALF_HOUR_MS = HOUR_MS / 2;

/** An offset and since when (ms UTC) it holds. */
interface Era {
  since: number;
  offset: number;
}

/** The zone's offsets as Temporal, an independent implementation, finds them. */
function erasOf(timezone: string): Era[] {
  let at: Temporal.ZonedDateTime | null =
    Temporal.Instant.fromEpochMilliseconds(
      START - 5 * DAY_MS,
    ).toZonedDateTimeISO(timezone);
  const eras: Era[] = [];
  while (at !== null && at.epochMilliseconds < END) {
    eras.push({
      since: at.epochMilliseconds,
      offset: at.offsetNanoseconds / 1e6,
    });
    at = at.getTimeZoneTransition("next");
  }
  return eras;
}

/** Every instant at which the clock shows `utc`, else what the gap makes of it. */
function readByTable(eras: Era[], utc: number): number {
  const instants = eras.flatMap(({ since, offset }, i) => {
    const until = eras[i + 1]?.since ?? Infinity;
    const at = utc - offset;
    return at >= since && at < until ? [at] : [];
  });
  const gapAfter = eras.findLast(({ since, offset }) => utc - offset > since);
  return Math.min(
    ...instants,
    ...(instants.length > 0 ? [] : [utc - (gapAfter?.offset ?? 0)]),
  );
}

function readByTemporal(local: LocalTime, timezone: string): number {
  const { year, month, day, hour, minute, second } = local;
  return new Temporal.PlainDateTime(
    year,
    month,
    day,
    hour,
    minute,
    second,
  ).toZonedDateTime(timezone, { disambiguation: "compatible" })
    .epochMilliseconds;
}

function toLocal(utc: number): LocalTime {
  return toLocalTime(utc, "UTC");
}

describe("toInstant", () => {
  it("agrees with Temporal's offsets in every zone on every day of two years", () => {
    expect(ZONES.length).toBeGreaterThan(400);
    for (const zone of ZONES) {
      const eras = erasOf(zone);
      for (let day = 0; day < DAYS; day++) {
        const seconds = 9 * 3600 + ((day * 997) % 3600);
        const utc = START + day * DAY_MS + seconds * 1000;
        const at = toInstant(toLocal(utc), zone);
        if (at !== readByTable(eras, utc)) {
          expect.fail(`${zone} ${new Date(utc).toISOString()}: ${at}`);
        }
      }
    }
  });

  it("agrees at every half hour around every clock change", () => {
    const checkedChanges = new Set<string>();
    let changes = 0;
    for (const zone of ZONES) {
      const eras = erasOf(zone);
      for (const era of eras.slice(1)) {
        changes += 1;
        const id = JSON.stringify([era, eras]);
        const isNew = !checkedChanges.has(id);
        checkedChanges.add(id);
        for (let half = -48; half < 48; half++) {
          const utc = era.since + era.offset + half * HALF_HOUR_MS + 61_000;
          const local = toLocal(utc);
          const at = toInstant(local, zone);
          // Zones that change alike need Temporal's slow reading once.
          const isWrong = isNew && at !== readByTemporal(local, zone);
          if (isWrong || at !== readByTable(eras, utc)) {
            expect.fail(`${zone} ${new Date(utc).toISOString()}: ${at}`);
          }
        }
      }
    }
    // About 150 zones change their clocks four times in two years.
    expect(changes).toBeGreaterThan(500);
    expect(checkedChanges.size).toBeGreaterThan(20);
  });

  it.each([
    ["gap", "America/New_York", [2026, 3, 8, 2, 30], "2026-03-08T07:30:00Z"],
    [
      "overlap",
      "America/New_York",
      [2026, 11, 1, 1, 30],
      "2026-11-01T05:30:00Z",
    ],
    [
      "gap at midnight",
      "America/Santiago",
      [2026, 9, 6, 0, 0],
      "2026-09-06T04:00:00Z",
    ],
    [
      "half an hour's gap",
      "Australia/Lord_Howe",
      [2026, 10, 4, 2, 15],
      "2026-10-03T15:45:00Z",
    ],
    [
      "day left out",
      "Pacific/Apia",
      [2011, 12, 30, 9, 0],
      "2011-12-30T19:00:00Z",
    ],
  ] as const)("reads a time in a %s", (_name, zone, parts, iso) => {
    const [year, month, day, hour, minute] = parts;
    expect(toInstant({ year, month, day, hour, minute, second: 0 }, zone)).toBe(
      Date.parse(iso),
    );
  });

  it("refuses a zone that does not exist", () => {
    const local = { ...FIRST_DAY, hour: 9, minute: 0, second: 0 };
    expect(() => toInstant(local, "Asia/Atlantis")).toThrow(RangeError);
  });
});

describe("toLocalTime", () => {
  it("shows midnight as 0 and keeps the date", () => {
    expect(toLocalTime(Date.UTC(2026, 10, 20, 17), "Asia/Jakarta")).toEqual({
      year: 2026,
      month: 11,
      day: 21,
      hour: 0,
      minute: 0,
      second: 0,
    });
  });

  it("is undone by toInstant, save for an overlap's second pass", () => {
    for (const zone of ["Asia/Jakarta", "Europe/London", "America/Nuuk"]) {
      for (let at = START; at < START + 400 * DAY_MS; at += 7 * HOUR_MS) {
        const back = toInstant(toLocalTime(at, zone), zone);
        expect([at, at - HOUR_MS]).toContain(back);
      }
    }
  });
});

describe("calendar days", () => {
  it("know leap years, months' ends and weekdays", () => {
    const leap = addDays({ year: 2028, month: 2, day: 28 }, 1);
    expect(formatDay(leap)).toBe("2028-02-29");
    expect(formatDay(addDays({ year: 2027, month: 1, day: 1 }, -1))).toBe(
      "2026-12-31",
    );
    expect(weekdayOf({ year: 2026, month: 11, day: 23 })).toBe(1);
  });
});

describe("toLocalIso", () => {
  it("shows the zone's clock with its offset, as Temporal does", () => {
    for (const zone of ZONES) {
      for (let day = 0; day < DAYS; day += 30) {
        const at = START + day * DAY_MS + 12_345_000;
        const zoned =
          Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
        expect(toLocalIso(at, zone)).toBe(
          zoned.toString({
            timeZoneName: "never",
            smallestUnit: "second",
          }),
        );
      }
    }
  });

  it("names the same instant, without its milliseconds", () => {
    const at = Date.parse("2026-09-15T02:12:45.678Z");
    expect(toLocalIso(at, "Asia/Jakarta")).toBe("2026-09-15T09:12:45+07:00");
    expect(toLocalIso(at, "America/St_Johns")).toBe(
      "2026-09-14T23:42:45-02:30",
    );
    expect(toLocalIso(undefined, "Asia/Jakarta")).toBeUndefined();
  });
});

describe("parseDay", () => {
  it("reads what formatDay writes", () => {
    for (let day = 0; day < DAYS; day++) {
      const date = addDays(FIRST_DAY, day);
      expect(parseDay(formatDay(date))).toEqual(date);
    }
  });

  it.each([
    ["2026-02-29"],
    ["2026-13-01"],
    ["2026-00-10"],
    ["2026-9-15"],
    ["15.09.2026"],
    ["2026-09-15T00:00"],
    [" 2026-09-15"],
    [""],
  ])("refuses %j", (text) => {
    expect(parseDay(text)).toBeNull();
  });
});
