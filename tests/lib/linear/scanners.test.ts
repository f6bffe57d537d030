import { describe, expect, it } from "vitest";
import { isUrgent } from "../../../src/lib/crm/urgent";
import { toClauses } from "../../../src/lib/crm/waiting/clauses";
import { growthOf, MAX_GROWTH, repeat, timesTheWorkOf } from "./growth";
import { SCANNERS } from "./scanners";

describe("every scanner of foreign text is linear", () => {
  it.each(SCANNERS)("$file: $name", ({ scan, units, start, longest }) => {
    for (const unit of units) {
      const growth = growthOf(scan, repeat(unit, { start }), longest);
      expect([unit, growth <= MAX_GROWTH, growth]).toEqual([
        unit,
        true,
        growth,
      ]);
    }
  });
});

/** Of WhatsApp. */
const LONGEST_TEXT = 4096;
/** It reads three spellings, each phrase by phrase: about 6 times. */
const MOST_TIMES = 20;

describe("what is urgent is found for little more than reading the words", () => {
  it.each(["a ", "anak ", "jatuh ", "n jam ", "takut ", "08 "])(
    "in a message of nothing but %j",
    (unit) => {
      const text = repeat(unit)(LONGEST_TEXT);
      const times = timesTheWorkOf(toClauses, isUrgent, text);
      expect([times <= MOST_TIMES, times]).toEqual([true, times]);
    },
  );
});
