import { describe, expect, it } from "vitest";
import {
  changedFields,
  choose,
  neighbourOf,
  type Preview,
  toggleTag,
  unitedTags,
} from "../../../web/src/screens/duplicates/choices";
import { duplicateSearchSchema } from "../../../web/src/screens/duplicates/search";

type Field = Preview["fields"][number];

const field = (name: string, ours: string, theirs: string): Field => ({
  field: name,
  survivor: { value: ours },
  duplicate: { value: theirs },
  is_different: ours !== theirs,
  is_choice: true,
});

describe("choices of a merge", () => {
  it("keeps those of the workspace's own fields by their key", () => {
    const first = choose({}, "custom_values.city", "duplicate");
    const both = choose(first, "custom_values.size", "survivor");
    expect(choose(both, "name", "duplicate")).toEqual({
      name: "duplicate",
      custom_values: { city: "duplicate", size: "survivor" },
    });
  });

  it("does not choose what the newest decides", () => {
    expect(choose({ name: "survivor" }, "username", "duplicate")).toEqual({
      name: "survivor",
    });
  });

  it("takes a tag off the result and puts it back", () => {
    const tags = {
      survivor: ["vip", "ecer"],
      duplicate: ["vip", "grosir"],
      merged: ["vip", "ecer", "grosir"],
    };
    const without = toggleTag({}, tags, "vip");
    expect(without.tags).toEqual(["ecer", "grosir"]);
    expect(toggleTag(without, tags, "vip").tags).toContain("vip");
    expect(unitedTags(tags)).toEqual(["vip", "ecer", "grosir"]);
  });
});

describe("a pair that changes meanwhile", () => {
  const preview = (...fields: Field[]) => ({ fields });

  it("names the fields with other values, not those chosen otherwise", () => {
    const before = preview(field("name", "A", "B"), field("email", "x", "y"));
    const now = preview(
      { ...field("name", "A", "B"), chosen: "duplicate" },
      field("email", "x", "z"),
    );
    expect(changedFields(before, now)).toEqual(["email"]);
  });
});

describe("the pair that opens next", () => {
  const pair = (a: string, b: string) => ({
    contact: { _id: a },
    other: { _id: b },
  });
  const pairs = [pair("a", "b"), pair("c", "d"), pair("e", "f")];

  it("is the one behind, whichever way the open one is turned", () => {
    expect(neighbourOf(pairs, "d", "c")).toBe(pairs[2]);
  });

  it("is the one before at the end, and none when it was the only one", () => {
    expect(neighbourOf(pairs, "e", "f")).toBe(pairs[1]);
    expect(neighbourOf([pair("a", "b")], "a", "b")).toBeUndefined();
  });
});

it("drops what a link says that is unknown", () => {
  expect(
    duplicateSearchSchema.parse({ tab: "all", a: "../x", b: "k".repeat(32) }),
  ).toEqual({ tab: undefined, a: undefined, b: "k".repeat(32) });
});
