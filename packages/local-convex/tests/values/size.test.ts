import fc from "fast-check";
import { convexToJson, getConvexSize } from "convex/values";
import { expect, it } from "vitest";
import { valueSize } from "../../src/values/size";
import { convexValue } from "./arbitraries";

it("agrees with getConvexSize", () => {
  fc.assert(
    fc.property(convexValue, (value) => {
      expect(valueSize(convexToJson(value))).toBe(getConvexSize(value));
    }),
    { numRuns: 20_000 },
  );
});

it("the commit timestamp placeholder counts as an int64", () => {
  expect(valueSize({ $commitTs: null })).toBe(getConvexSize(1n));
});
