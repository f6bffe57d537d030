import { describe, expect, it } from "vitest";
import { MAX_JSON_BYTES } from "../../../src/lib/text/limits";
import {
  OMITTED_JSON,
  parseJson,
  toDataJson,
} from "../../../src/lib/webhook/json";

describe("toDataJson", () => {
  it("is absent when no part is there", () => {
    expect(toDataJson({})).toBeUndefined();
    expect(toDataJson({ a: undefined })).toBeUndefined();
    expect(toDataJson({ a: null })).toBe('{"a":null}');
  });

  it("makes values and keys safe", () => {
    const json = toDataJson({ a: { "k\ud83d": ["v\0", { "\0": "\ude00" }] } });
    expect(JSON.parse(json ?? "")).toEqual({
      a: { "k\ufffd": ["v\ufffd", { "\ufffd": "\ufffd" }] },
    });
  });

  it("keeps foreign keys as they are, __proto__ too", () => {
    const foreign: unknown = JSON.parse('{"__proto__":{"x":1},"$a":2,"é":3}');
    expect(toDataJson({ foreign })).toBe(
      '{"foreign":{"__proto__":{"x":1},"$a":2,"é":3}}',
    );
  });

  it("marks what is too large, counted in bytes", () => {
    const room = MAX_JSON_BYTES - '{"a":""}'.length;
    expect(toDataJson({ a: "x".repeat(room) })).toHaveLength(MAX_JSON_BYTES);
    expect(toDataJson({ a: "x".repeat(room + 1) })).toBe(OMITTED_JSON);
    expect(toDataJson({ a: "é".repeat(room / 2 + 1) })).toBe(OMITTED_JSON);
    expect(JSON.parse(OMITTED_JSON)).toEqual({ omitted: "too_large" });
  });

  it("marks what is nested too deep to be written", () => {
    const deep: unknown = JSON.parse("[".repeat(50_000) + "]".repeat(50_000));
    expect(toDataJson({ deep })).toBe(OMITTED_JSON);
  });
});

describe("parseJson", () => {
  it("gives undefined for what is no JSON", () => {
    expect(parseJson('{"a":1}')).toEqual({ a: 1 });
    expect(parseJson("null")).toBeNull();
    for (const text of ["", "{", "undefined", "{'a':1}", "\ufeff{}"]) {
      expect(parseJson(text)).toBeUndefined();
    }
  });
});
