import { expect, it } from "vitest";
import { toClockDigits } from "../../../../src/lib/digest/facts/spokenClock";

it.each([
  ["the ten-thirty visit", "the 10:30 visit"],
  ["half past nine", "09:30"],
  ["quarter to one", "00:45"],
  ["seven o'clock", "07:00"],
  ["jam setengah sepuluh", "09:30"],
  ["pukul setengah 8 pagi", "07:30 pagi"],
  ["jam tiga lewat seperempat", "03:15"],
  // No times.
  ["setengah harga", "setengah harga"],
  ["ten thirtyish people", "ten thirtyish people"],
  ["one hundred thirty", "one hundred thirty"],
])("%s is %s", (said, digits) => {
  expect(toClockDigits(said)).toBe(digits);
});
