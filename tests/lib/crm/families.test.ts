/** What merges hold together, and what falls apart without one of them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  groupOf,
  rootsOf,
  type MergeEdge,
} from "../../../src/lib/crm/families";

const MEMBERS = ["a", "b", "c", "d", "e"];
const edgesArbitrary = fc.array(
  fc.record({
    survivor: fc.constantFrom(...MEMBERS),
    loser: fc.constantFrom(...MEMBERS),
  }),
  { maxLength: 8 },
);

const edge = (loser: string, survivor: string): MergeEdge<string> => ({
  survivor,
  loser,
});

describe("the root", () => {
  it("is who survived last", () => {
    const roots = rootsOf(["a", "b", "c"], [edge("a", "b"), edge("b", "c")]);
    expect([...roots.values()]).toEqual(["c", "c", "c"]);
  });

  it("is the loser itself once its merge is gone", () => {
    const roots = rootsOf(["a", "b", "c"], [edge("a", "b")]);
    expect(groupOf(roots, "a")).toEqual(["a", "b"]);
    expect(roots.get("c")).toBe("c");
  });

  it("stays whichever merge is undone, unless others hold the two together", () => {
    fc.assert(
      fc.property(edgesArbitrary, fc.nat(7), (edges, gone) => {
        const roots = rootsOf(MEMBERS, edges);
        const left = rootsOf(
          MEMBERS,
          edges.filter((_, i) => i !== gone),
        );
        const undone = edges[gone];
        const isHeld =
          undone !== undefined &&
          left.get(undone.survivor) === left.get(undone.loser);
        for (const root of isHeld ? [] : roots.values()) {
          expect(left.get(root)).toBe(root);
        }
      }),
    );
  });

  it("divides all members into groups", () => {
    fc.assert(
      fc.property(edgesArbitrary, (edges) => {
        const roots = rootsOf(MEMBERS, edges);
        for (const member of MEMBERS) {
          const group = groupOf(roots, member);
          expect(group).toContain(member);
          expect(group).toContain(roots.get(member));
        }
      }),
    );
  });
});
