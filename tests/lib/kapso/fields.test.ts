import { describe, expect, it } from "vitest";
import { parseTime } from "../../../src/lib/kapso/fields";

const AT = Date.UTC(2026, 8, 14, 2, 15, 7);

describe("parseTime", () => {
  it.each([
    ["unix seconds as text", "1789352107", AT],
    ["unix seconds as a number", 1789352107, AT],
    ["fractions of seconds", "1789352107.412903", AT + 413],
    ["UTC", "2026-09-14T02:15:07Z", AT],
    ["an offset", "2026-09-14T09:15:07.000+07:00", AT],
    ["an offset west", "2026-09-13T22:15:07-04:00", AT],
    ["microseconds, cut", "2026-09-14T02:15:07.412903Z", AT + 412],
    ["the last second of 2099", "4102444799", 4_102_444_799_000],
  ])("reads %s", (_name, value, expected) => {
    expect(parseTime(value)).toBe(expected);
  });

  it.each([
    ["the year 2100", "4102444800"],
    ["milliseconds", 1789352107000],
    ["nothing", "0"],
    ["a negative number", -1],
    ["a negative text", "-1789352107"],
    ["NaN", NaN],
    ["Infinity", Infinity],
    ["a time without offset", "2026-09-14T02:15:07"],
    ["a date", "2026-09-14"],
    ["an impossible day", "2026-13-45T02:15:07Z"],
    ["words", "yesterday"],
    ["exponents", "1e9"],
    ["spaces", " 1789352107 "],
    ["an empty text", ""],
    ["null", null],
    ["undefined", undefined],
    ["an object", {}],
    ["an array", ["1789352107"]],
    ["true", true],
  ])("finds no time in %s", (_name, value) => {
    expect(parseTime(value)).toBeUndefined();
  });
});
