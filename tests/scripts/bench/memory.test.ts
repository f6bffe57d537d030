/** What `npm run bench -- memory` makes of its readings. */
import { expect, it } from "vitest";
import { formatMemory, growthOf } from "../../../scripts/bench/memory";

const MIB = 2 ** 20;
const reading = (deliveries: number, heapUsed: number) => ({
  deliveries,
  heapUsed,
  rss: 200 * MIB,
  external: 2 * MIB,
  anonymous: 90 * MIB,
});

it("tells by how much the heap changes with each delivery", () => {
  const at = [10_000, 15_000, 20_000, 25_000];
  expect(growthOf(at.map((n) => reading(n, 30 * MIB)))).toBe(0);
  expect(growthOf(at.map((n) => reading(n, 7 * n)))).toBeCloseTo(7);
  // One reading that is higher by chance is no growth.
  const bumpy = [30, 31, 31, 30].map((mib, i) => reading(i * 5_000, mib * MIB));
  expect(growthOf(bumpy)).toBeCloseTo(0);
  expect(growthOf([reading(10_000, MIB)])).toBe(0);
});

it("prints the curve", () => {
  const readings = [reading(0, 20 * MIB), reading(5_000, 21 * MIB)];
  const report = { readings, accepted: 9, unsigned: 1, growth: 0.5 };
  expect(formatMemory(report).split("\n")).toEqual([
    "MiB after a collection",
    "deliveries  heap  external   own  resident",
    "         0  20.0       2.0  90.0     200.0",
    "      5000  21.0       2.0  90.0     200.0",
    "",
    "9 accepted, 1 refused",
    "the heap changes by 0.5 bytes a delivery from 10000 on",
  ]);
});
