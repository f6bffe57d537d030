import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { MAX_JSON_BYTES } from "../../../src/lib/text/limits";
import {
  OMITTED_JSON,
  parseJson,
  toDataJson,
} from "../../../src/lib/kapso/json";
import { propertyRuns } from "../../support/propertyRuns";

const dataSchema = z.looseObject({
  omitted: z
    .array(z.object({ path: z.string(), kept: z.number(), of: z.number() }))
    .optional(),
});

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

const repeatTo = (length: number) => (values: unknown[]) =>
  Array.from({ length }, (_, i) => values[i % values.length]);

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

  it("cuts what is too large, counted in bytes, and says so", () => {
    const room = MAX_JSON_BYTES - '{"a":""}'.length;
    expect(toDataJson({ a: "x".repeat(room) })).toBe(
      JSON.stringify({ a: "x".repeat(room) }),
    );
    for (const text of ["x".repeat(room + 1), "é".repeat(room / 2 + 1)]) {
      const json = toDataJson({ a: text, b: "small" }) ?? "";
      const { a, b, omitted } = dataSchema.parse(JSON.parse(json));
      expect(bytesOf(json)).toBeLessThanOrEqual(MAX_JSON_BYTES);
      expect(bytesOf(json)).toBeGreaterThan(MAX_JSON_BYTES * 0.9);
      expect(text.startsWith(String(a))).toBe(true);
      expect(b).toBe("small");
      expect(omitted).toEqual([
        { path: "a", kept: String(a).length, of: text.length },
      ]);
    }
  });

  it("never cuts inside a character", () => {
    const json = toDataJson({ a: "👋\0\ud83d".repeat(20_000) }) ?? "";
    const { a, omitted } = dataSchema.parse(JSON.parse(json));
    expect(a).toBe("👋\ufffd\ufffd".repeat(20_000).slice(0, String(a).length));
    expect(String(a)).not.toMatch(/\p{Surrogate}/u);
    expect(omitted).toEqual([
      { path: "a", kept: [...String(a)].length, of: 60_000 },
    ]);
  });

  it("keeps the outermost cuts when there are many, and short paths", () => {
    const key = "\u0001".repeat(500);
    const text = "x".repeat(60_000);
    const list = Array.from({ length: 20 }, () => ({ [key]: text }));
    const json = toDataJson({ list, [key]: text }) ?? "";
    const { omitted } = dataSchema.parse(JSON.parse(json));
    expect(bytesOf(json)).toBeLessThanOrEqual(MAX_JSON_BYTES);
    expect(omitted).toHaveLength(4);
    expect(omitted?.map(({ path, of }) => ({ path, of })).slice(0, 2)).toEqual([
      { path: key.slice(0, 64), of: 60_000 },
      { path: "list", of: 20 },
    ]);
  });

  it("always fits, whatever it is given, and cuts nothing that fits", () => {
    const part = fc.jsonValue({ maxDepth: 5, depthSize: "max" });
    const large = fc.oneof(
      fc.array(part, { minLength: 1, maxLength: 30 }).map(repeatTo(500)),
      fc.string({ unit: "binary", minLength: 1 }).map((s) => s.repeat(4000)),
      fc.dictionary(fc.string({ unit: "binary" }), part),
      part,
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), large), (parts) => {
        const json = toDataJson(parts);
        if (json === undefined) {
          expect(parts).toEqual({});
          return;
        }
        expect(bytesOf(json)).toBeLessThanOrEqual(MAX_JSON_BYTES);
        const kept: unknown = JSON.parse(json);
        if (bytesOf(JSON.stringify(parts)) <= MAX_JSON_BYTES / 2) {
          expect(kept).not.toHaveProperty("omitted.0.path");
        }
      }),
      { numRuns: propertyRuns(100) },
    );
  });

  it("marks what is nested too deep to be written", () => {
    const deep: unknown = JSON.parse("[".repeat(50_000) + "]".repeat(50_000));
    expect(toDataJson({ deep })).toBe(OMITTED_JSON);
    expect(JSON.parse(OMITTED_JSON)).toEqual({ omitted: "too_large" });
    expect(toDataJson({ deep, note: "x", list: [deep, 1] })).toBe(
      JSON.stringify({
        note: "x",
        list: [1],
        omitted: [
          { path: "", kept: 2, of: 3 },
          { path: "list", kept: 1, of: 2 },
        ],
      }),
    );
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
