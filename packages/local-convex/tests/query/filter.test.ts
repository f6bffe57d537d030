import fc from "fast-check";
import { compareValues, convexToJson } from "convex/values";
import { describe, expect, it } from "vitest";
import { compileFilter } from "../../src/query/filter";
import type { JSONValue } from "../../src/values/json";
import { convexValue } from "../values/arbitraries";

const document = {
  n: 6,
  big: convexToJson(7n),
  text: "hello",
  flag: false,
  nothing: null,
  deep: { a: { b: 3 } },
};

const literal = (value: JSONValue) => ({ $literal: value });
const field = (path: string) => ({ $field: path });
const absent = literal({ $undefined: null });

function passes(expression: JSONValue): boolean {
  return compileFilter(expression)(document);
}

describe("comparisons", () => {
  it("use the total order of values", () => {
    const operators: [string, (order: number) => boolean][] = [
      ["$eq", (order) => order === 0],
      ["$neq", (order) => order !== 0],
      ["$lt", (order) => order < 0],
      ["$lte", (order) => order <= 0],
      ["$gt", (order) => order > 0],
      ["$gte", (order) => order >= 0],
    ];
    fc.assert(
      fc.property(convexValue, convexValue, (a, b) => {
        for (const [operator, expected] of operators) {
          const expression = {
            [operator]: [literal(convexToJson(a)), literal(convexToJson(b))],
          };
          expect(passes(expression)).toBe(expected(compareValues(a, b)));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("reach fields by path; a missing one is undefined", () => {
    expect(passes({ $eq: [field("deep.a.b"), literal(3)] })).toBe(true);
    expect(passes({ $eq: [field("deep.z.b"), absent] })).toBe(true);
    expect(passes({ $eq: [field("nothing"), absent] })).toBe(false);
    expect(passes({ $lt: [field("missing"), literal(null)] })).toBe(true);
  });
});

describe("arithmetic", () => {
  it.each<[string, number, number]>([
    ["$add", 4, 10],
    ["$sub", 4, 2],
    ["$mul", 4, 24],
    ["$div", 4, 1.5],
    ["$mod", 4, 2],
  ])("%s of numbers", (operator, operand, expected) => {
    const result = { [operator]: [field("n"), literal(operand)] };
    expect(passes({ $eq: [result, literal(expected)] })).toBe(true);
  });

  it("of int64 values stays int64 and wraps", () => {
    const max = literal(convexToJson(2n ** 63n - 1n));
    const one = literal(convexToJson(1n));
    const least = literal(convexToJson(-(2n ** 63n)));
    expect(passes({ $eq: [{ $add: [max, one] }, least] })).toBe(true);
    expect(
      passes({ $eq: [{ $neg: field("big") }, literal(convexToJson(-7n))] }),
    ).toBe(true);
  });

  it("gives numbers JSON lacks", () => {
    const infinite = { $div: [field("n"), literal(0)] };
    expect(passes({ $eq: [infinite, literal(convexToJson(Infinity))] })).toBe(
      true,
    );
    expect(
      passes({ $eq: [{ $neg: literal(0) }, literal(convexToJson(-0))] }),
    ).toBe(true);
  });

  it("refuses to mix kinds", () => {
    expect(() => passes({ $add: [field("n"), field("big")] })).toThrow(
      "two numbers or two int64 values",
    );
    expect(() => passes({ $neg: field("text") })).toThrow("can be negated");
  });
});

describe("logic", () => {
  const yes = literal(true);
  const no = literal(false);

  it("and, or, not", () => {
    expect(passes({ $and: [yes, yes] })).toBe(true);
    expect(passes({ $and: [yes, no] })).toBe(false);
    expect(passes({ $and: [] })).toBe(true);
    expect(passes({ $or: [no, yes] })).toBe(true);
    expect(passes({ $or: [] })).toBe(false);
    expect(passes({ $not: no })).toBe(true);
  });

  it("takes a field by itself as JavaScript would", () => {
    expect(passes(field("text"))).toBe(true);
    expect(passes(field("flag"))).toBe(false);
    expect(passes(field("missing"))).toBe(false);
    expect(passes(literal(convexToJson(0n)))).toBe(false);
    expect(passes(literal(convexToJson(NaN)))).toBe(false);
  });
});

it("malformed expressions are refused when the query starts", () => {
  const malformed: JSONValue[] = [
    5,
    {},
    { $eq: [literal(1)] },
    { $and: literal(1) },
    { $field: 5 },
  ];
  for (const bad of malformed) {
    expect(() => compileFilter(bad)).toThrow("Malformed filter");
  }
  expect(() => compileFilter({ $like: [literal(1), literal(1)] })).toThrow(
    "Unknown filter operator $like",
  );
});
