/**
 * The laws that make a merge indifferent to the order, grouping and repetition
 * of what is learned. Every merge in src/lib must keep them.
 */
import fc from "fast-check";
import { expect } from "vitest";
import { propertyRuns } from "../../support/propertyRuns";

/** Checks that `merge` is a semilattice over the values of `arbitrary`. */
export function expectOrderFree<T>(
  arbitrary: fc.Arbitrary<T>,
  merge: (a: T, b: T) => T,
): void {
  fc.assert(
    fc.property(arbitrary, arbitrary, arbitrary, (a, b, c) => {
      expect(merge(a, a)).toEqual(a);
      expect(merge(a, b)).toEqual(merge(b, a));
      expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
    }),
    { numRuns: propertyRuns(1000) },
  );
}

/**
 * Checks that learning facts one by one gives one state whatever their order
 * and however often each is repeated.
 */
export function expectAnyOrder<State, Fact>(
  facts: fc.Arbitrary<Fact>,
  empty: State,
  learn: (state: State, fact: Fact) => State,
): void {
  const history = fc.array(facts, { maxLength: 6 }).chain((known) =>
    fc.record({
      known: fc.constant(known),
      retold: fc.shuffledSubarray([...known, ...known], {
        minLength: known.length,
      }),
    }),
  );
  fc.assert(
    fc.property(history, ({ known, retold }) => {
      const once = known.reduce(learn, empty);
      const again = [...retold, ...known.toReversed()].reduce(learn, empty);
      expect(again).toEqual(once);
    }),
    { numRuns: propertyRuns(1000) },
  );
}
