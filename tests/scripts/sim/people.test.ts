/** The simulated customers: nobody twice, and numbers as the CRM will see them. */
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { describe, expect, it } from "vitest";
import { createPerson } from "../../../scripts/sim/people";
import { createRandom } from "../../../scripts/sim/random";

const people = Array.from({ length: 20_000 }, (_, index) =>
  createPerson(index),
);

describe("createPerson", () => {
  it("never gives a phone or a business-scoped id twice", () => {
    const phones = people.flatMap((person) => person.phone ?? []);
    const waIds = people.flatMap((person) => person.waId ?? []);
    const bsuids = people.flatMap((person) => person.bsuid ?? []);
    expect(new Set(phones).size).toBe(phones.length);
    expect(new Set(waIds).size).toBe(waIds.length);
    expect(new Set(bsuids).size).toBe(bsuids.length);
  });

  it("makes everybody findable by a valid phone or a business-scoped id", () => {
    const lost = people.filter(
      (person) => !person.hasValidPhone && person.bsuid === undefined,
    );
    expect(lost).toEqual([]);
  });

  it("says truly which numbers libphonenumber accepts", () => {
    const wrong = people.filter(
      ({ phone, hasValidPhone }) =>
        (parsePhoneNumberFromString(phone ?? "", "ID")?.isValid() ?? false) !==
        hasValidPhone,
    );
    expect(wrong).toEqual([]);
  });

  it("writes the same number in other ways", () => {
    const spelled = people.filter((person) => person.hasValidPhone);
    const wrong = spelled.filter(
      ({ phone, writtenPhone, waId }) =>
        parsePhoneNumberFromString(
          writtenPhone === waId ? `+${waId}` : (writtenPhone ?? ""),
        )?.number !== (writtenPhone === waId ? `+${waId}` : phone),
    );
    expect(wrong).toEqual([]);
    expect(
      new Set(
        spelled.map(({ writtenPhone }) => /[ -]/.test(writtenPhone ?? "")),
      ),
    ).toEqual(new Set([true, false]));
  });

  it("mixes Indonesian, foreign, unparsable and hidden numbers", () => {
    const count = (pattern: RegExp) =>
      people.filter(({ phone }) => pattern.test(phone ?? "hidden")).length;
    expect(count(/^\+62/)).toBeGreaterThan(15_000);
    expect(count(/^\+1/)).toBeGreaterThan(100);
    expect(count(/^\+49/)).toBeGreaterThan(50);
    expect(count(/^\+46/)).toBeGreaterThan(50);
    expect(count(/^\+55/)).toBeGreaterThan(100);
    expect(count(/^\+44/)).toBeGreaterThan(100);
    expect(count(/^hidden/)).toBeGreaterThan(100);
  });
});

describe("createRandom", () => {
  const draw = (seed: number) => {
    const random = createRandom(seed);
    return [random.next(), random.uuid(), random.hex(20), random.integer(1, 6)];
  };

  it("repeats itself for one seed and differs for another", () => {
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it("keeps to its bounds and shapes", () => {
    const random = createRandom(1);
    const values = Array.from({ length: 10_000 }, () => random.integer(1, 6));
    expect(new Set(values)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    expect(random.uuid()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(random.hex(20)).toMatch(/^[0-9A-F]{20}$/);
    expect(random.shuffle([1, 2, 3]).sort()).toEqual([1, 2, 3]);
  });
});
