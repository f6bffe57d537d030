import { convexToJson } from "convex/values";
import { describe, expect, it } from "vitest";
import {
  fieldAt,
  hasCommitTs,
  mergePatch,
  resolveCommitTs,
} from "../../src/values/json";

describe("fieldAt", () => {
  const document = { a: { b: 1 }, x: convexToJson(1n), n: null };

  it("follows dotted paths", () => {
    expect(fieldAt(document, "a.b")).toBe(1);
    expect(fieldAt(document, "a")).toEqual({ b: 1 });
    expect(fieldAt(document, "n")).toBeNull();
  });

  it("gives undefined for what is not there", () => {
    for (const path of ["z", "a.z", "n.b", "a.b.c", "toString", "x.$integer"]) {
      expect(fieldAt(document, path)).toBeUndefined();
    }
  });
});

it("mergePatch sets null, removes undefined and keeps the rest", () => {
  expect(
    mergePatch({ a: 1, b: 2, c: 3 }, { a: null, b: { $undefined: null } }),
  ).toEqual({ a: null, c: 3 });
});

describe("commit timestamps", () => {
  const value = { a: [{ $commitTs: null }], b: "x" };

  it("are found at any depth", () => {
    expect(hasCommitTs(value)).toBe(true);
    expect(hasCommitTs({ a: [1, { b: null }] })).toBe(false);
  });

  it("resolve to the int64", () => {
    expect(resolveCommitTs(value, 7n)).toEqual({
      a: [convexToJson(7n)],
      b: "x",
    });
    expect(hasCommitTs(value)).toBe(true);
  });
});
