import fc from "fast-check";
import { expect, it } from "vitest";
import type { KeyInterval } from "../../src/engine";
import { RangeIndex } from "../../src/sync/rangeIndex";

const key = fc.string({ unit: fc.constantFrom("\0", "a", "b"), maxLength: 4 });
const point = key.map((start) => ({ start, end: `${start}\0` }));
const range = fc
  .tuple(key, key)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => (a < b ? { start: a, end: b } : { start: b, end: a }));
const intervals = fc.array(fc.oneof(point, range), { maxLength: 4 });

type Step =
  { owner: number; intervals: KeyInterval[] } | { owner: number; remove: true };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ owner: fc.nat(15), intervals }),
  fc.record({ owner: fc.nat(15), remove: fc.constant<true>(true) }),
);

function holds(owned: readonly KeyInterval[], wanted: string): boolean {
  return owned.some(({ start, end }) => start <= wanted && wanted < end);
}

it("finds exactly the owners of a key, whatever was added and removed", () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.array(key, { minLength: 1, maxLength: 8 }),
      (steps, keys) => {
        const index = new RangeIndex<number>();
        const model = new Map<number, KeyInterval[]>();
        for (const change of steps) {
          const before = model.get(change.owner);
          if ("remove" in change) {
            if (before !== undefined) {
              index.remove(before, change.owner);
            }
            model.delete(change.owner);
          } else if (before === undefined) {
            index.add(change.intervals, change.owner);
            model.set(change.owner, change.intervals);
          }
        }
        const expected = [...model]
          .filter(([, owned]) => keys.some((wanted) => holds(owned, wanted)))
          .map(([owner]) => owner);
        expect([...index.find(keys)].sort()).toEqual(expected.sort());
        for (const [owner, owned] of model) {
          index.remove(owned, owner);
        }
        expect(index.isEmpty).toBe(true);
      },
    ),
    { numRuns: 2_000 },
  );
});
