import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  changeTags,
  MAX_TAG_CHARACTERS,
  MAX_TAGS,
  normalizeTag,
  tagChangeBetween,
  tagKey,
  uniteTags,
} from "../../../src/lib/crm/tags";
import { propertyRuns } from "../../support/propertyRuns";
import { expectOrderFree } from "./mergeLaws";

const many = (count: number) =>
  Array.from({ length: count }, (_, i) => `tag ${i}`);
const add = (...tags: string[]) => ({ add: tags, remove: [] });
const remove = (...tags: string[]) => ({ add: [], remove: tags });

const tagsArbitrary = fc.uniqueArray(fc.constantFrom("a", "B", "c", "D", "é"), {
  selector: tagKey,
});

describe("normalizeTag", () => {
  it("takes 1 to 64 characters on one line", () => {
    expect(normalizeTag("  Grosir \n Jakarta ")).toBe("Grosir Jakarta");
    expect(normalizeTag("x".repeat(MAX_TAG_CHARACTERS))).not.toBeNull();
    expect(normalizeTag("x".repeat(MAX_TAG_CHARACTERS + 1))).toBeNull();
    expect(normalizeTag("  ")).toBeNull();
  });
});

describe("changeTags", () => {
  it("keeps each tag once, in the spelling it was first given", () => {
    expect(changeTags(["VIP"], add("vip", "Grosir", "GROSIR"))).toEqual([
      "Grosir",
      "VIP",
    ]);
    expect(changeTags(["VIP", "b"], remove("Vip"))).toEqual(["b"]);
    expect(changeTags(["a"], { add: ["A"], remove: ["a"] })).toEqual(["a"]);
  });

  it("refuses more than 50, but takes from those that a merge made", () => {
    expect(changeTags(many(MAX_TAGS - 1), add("one more"))).toHaveLength(50);
    expect(changeTags(many(MAX_TAGS), add("one more"))).toBeNull();
    expect(changeTags(many(MAX_TAGS), add("TAG 1"))).toHaveLength(50);
    expect(changeTags(many(60), remove("tag 1"))).toHaveLength(59);
    expect(changeTags(many(60), add("one more"))).toBeNull();
  });

  it("is undone by what leads back", () => {
    fc.assert(
      fc.property(tagsArbitrary, tagsArbitrary, tagsArbitrary, (a, b, c) => {
        const before = [...a].sort();
        const after = changeTags(before, { add: b, remove: c }) ?? [];
        const back = changeTags(after, tagChangeBetween(after, before));
        expect(back).toEqual(before);
      }),
      { numRuns: propertyRuns(500) },
    );
  });
});

describe("uniteTags", () => {
  it("does not depend on order, grouping or repetition", () => {
    const sorted = fc
      .uniqueArray(fc.constantFrom("a", "A", "b", "B"), { selector: tagKey })
      .map((tags) => tags.sort());
    expectOrderFree(sorted, uniteTags);
  });
});
