import fc from "fast-check";
import { compareValues, convexToJson } from "convex/values";
import { describe, expect, it } from "vitest";
import { encodeKey, encodeValue, prefixEnd } from "../../src/values/orderKey";
import { convexValue } from "./arbitraries";

const optionalValue = fc.option(convexValue, { nil: undefined, freq: 30 });

function toJson(value: Parameters<typeof compareValues>[0]) {
  return value === undefined ? undefined : convexToJson(value);
}

function compareStrings(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

describe("encodeValue", () => {
  it("orders as compareValues does", () => {
    fc.assert(
      fc.property(optionalValue, optionalValue, (a, b) => {
        expect(
          compareStrings(encodeValue(toJson(a)), encodeValue(toJson(b))),
        ).toBe(Math.sign(compareValues(a, b)));
      }),
      { numRuns: 100_000 },
    );
  });

  it("holds bytes only", () => {
    fc.assert(
      fc.property(optionalValue, (value) => {
        const key = encodeValue(toJson(value));
        expect(Buffer.from(key, "latin1").toString("latin1")).toBe(key);
      }),
      { numRuns: 2_000 },
    );
  });

  it("no encoding is a prefix of another", () => {
    fc.assert(
      fc.property(optionalValue, optionalValue, (a, b) => {
        const [left, right] = [encodeValue(toJson(a)), encodeValue(toJson(b))];
        expect(left.startsWith(right)).toBe(left === right);
      }),
      { numRuns: 20_000 },
    );
  });

  it("the commit timestamp placeholder sorts as the largest int64", () => {
    expect(encodeValue({ $commitTs: null })).toBe(
      encodeValue(convexToJson(2n ** 63n - 1n)),
    );
  });
});

describe("encodeKey", () => {
  it("orders tuples field by field", () => {
    const tuple = fc.array(optionalValue, { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(tuple, tuple, (a, b) => {
        const expected = compareValues(a[0], b[0]) || compareValues(a[1], b[1]);
        expect(
          compareStrings(encodeKey(a.map(toJson)), encodeKey(b.map(toJson))),
        ).toBe(Math.sign(expected));
      }),
      { numRuns: 20_000 },
    );
  });
});

describe("prefixEnd", () => {
  it("separates a prefix's keys from all greater ones", () => {
    const key = fc
      .uint8Array({ minLength: 1, maxLength: 4 })
      .map((array) => Buffer.from(array).toString("latin1"));
    fc.assert(
      fc.property(key, key, (prefix, other) => {
        fc.pre(/[^\xff]/.test(prefix));
        expect(other < prefixEnd(prefix)).toBe(
          other < prefix || other.startsWith(prefix),
        );
      }),
      { numRuns: 5_000 },
    );
  });

  it("refuses a prefix nothing can follow", () => {
    expect(() => prefixEnd("\xff\xff")).toThrow("no byte string follows");
  });
});
