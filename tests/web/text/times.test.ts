import { describe, expect, it } from "vitest";
import { en } from "../../../web/src/text/en";
import { id } from "../../../web/src/text/id";
import {
  calendarDay,
  dayHeading,
  duration,
  listTime,
  moment,
  zoneName,
} from "../../../web/src/text/times";

const jakarta = { language: "id", timezone: "Asia/Jakarta", t: id };
const at = (iso: string) => Date.parse(iso);
const NOW = at("2026-11-27T13:30:00+07:00");

describe("listTime", () => {
  it.each([
    ["2026-11-27T13:29:00+07:00", "13.29"],
    ["2026-11-27T00:00:00+07:00", "00.00"],
    ["2026-11-26T23:59:00+07:00", "Kemarin"],
    ["2026-11-25T12:00:00+07:00", "25 Nov"],
    ["2025-12-31T23:00:00+07:00", "31 Des 2025"],
  ])("writes %s as %s", (iso, shown) => {
    expect(listTime(at(iso), NOW, jakarta)).toBe(shown);
  });

  it("counts days on the workspace's clock, also across a change of time", () => {
    const berlin = { language: "en", timezone: "Europe/Berlin", t: en };
    const monday = at("2026-10-26T00:30:00+01:00");
    expect(listTime(at("2026-10-25T00:30:00+02:00"), monday, berlin)).toBe(
      "Yesterday",
    );
  });
});

it("calendarDay is the day itself, whatever the zone", () => {
  expect(calendarDay("2026-11-26", "id")).toBe("26 Nov 2026");
  expect(calendarDay("2026-11-26", "en", "longDay")).toBe(
    "Thursday 26 November",
  );
  expect(calendarDay("soon", "en")).toBe("soon");
});

it("moment and zoneName tell a time with its day and zone", () => {
  expect(`${moment(NOW, jakarta)} ${zoneName(NOW, jakarta)}`).toBe(
    "Jum 27 Nov 13.30 WIB",
  );
});

it("dayHeading names days", () => {
  expect(dayHeading(NOW, NOW, jakarta)).toBe("Hari ini");
  expect(dayHeading(at("2026-11-19T10:00:00+07:00"), NOW, jakarta)).toBe(
    "Kamis, 19 November",
  );
});

it.each([
  [59_000, "0 mnt"],
  [31 * 60_000, "31 mnt"],
  [96 * 60_000, "1 j 36 mnt"],
  [26 * 3_600_000, "26 j"],
  [50 * 3_600_000, "2 hr"],
])("duration writes %i ms as %s", (ms, shown) => {
  expect(duration(ms, id)).toBe(shown);
});
