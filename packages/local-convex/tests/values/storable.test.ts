import { describe, expect, it } from "vitest";
import type { JSONValue } from "../../src/values/json";
import {
  checkDocument,
  checkDocumentSize,
  checkStorableValue,
} from "../../src/values/storable";

function nested(levels: number): JSONValue {
  let value: JSONValue = 1;
  for (let i = 0; i < levels; i += 1) {
    value = [value];
  }
  return value;
}

function fields(count: number): Record<string, JSONValue> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`f${i}`, 1]),
  );
}

describe("documents", () => {
  it("nest 16 levels, themselves included", () => {
    expect(() => checkDocument({ a: nested(15) })).not.toThrow();
    expect(() => checkDocument({ a: nested(16) })).toThrow(
      "Document is too nested (nested 17 levels deep > maximum nesting 16)",
    );
  });

  it("have no field that starts with an underscore or a dollar", () => {
    expect(() => checkDocument({ _a: 1 })).toThrow(
      "Field '_a' starts with an underscore",
    );
    expect(() => checkDocument({ nested: { _a: 1 } })).not.toThrow();
    expect(() => checkDocument({ nested: { a: 1, $b: 1 } })).toThrow(
      "Field name $b starts with a '$', which is reserved.",
    );
  });

  it("have top-level names of 64 characters, deeper ones of 1,024", () => {
    expect(() => checkDocument({ ["a".repeat(64)]: 1 })).not.toThrow();
    expect(() => checkDocument({ ["a".repeat(65)]: 1 })).toThrow("too long");
    expect(() =>
      checkDocument({ n: { ["a".repeat(1_024)]: 1 } }),
    ).not.toThrow();
    expect(() => checkDocument({ n: { ["a".repeat(1_025)]: 1 } })).toThrow(
      "exceeds maximum field name length 1024",
    );
  });

  it("are at most 1 MiB", () => {
    expect(() => checkDocumentSize(1 << 20)).not.toThrow();
    expect(() => checkDocumentSize((1 << 20) + 1)).toThrow(
      "Value is too large",
    );
  });
});

describe("values", () => {
  it("nest 64 levels", () => {
    expect(() => checkStorableValue(nested(64))).not.toThrow();
    expect(() => checkStorableValue(nested(65))).toThrow("maximum nesting 64");
  });

  it("hold arrays of 8,192 and objects of 1,024", () => {
    expect(() => checkStorableValue(Array(8_192).fill(0))).not.toThrow();
    expect(() => checkStorableValue(Array(8_193).fill(0))).toThrow(
      "Array length is too long (8193 > maximum length 8192)",
    );
    expect(() => checkStorableValue(fields(1_024))).not.toThrow();
    expect(() => checkStorableValue(fields(1_025))).toThrow(
      "Object has too many fields (1025 > maximum number 1024)",
    );
  });

  it("name fields in ASCII and never emptily", () => {
    expect(() => checkStorableValue({ é: 1 })).toThrow("invalid character 'é'");
    expect(() => checkStorableValue({ "": 1 })).toThrow("cannot be empty");
  });

  it("hold whole characters only", () => {
    expect(() => checkStorableValue("😀")).not.toThrow();
    expect(() => checkStorableValue(["😀".slice(0, 1)])).toThrow(
      "lone surrogate",
    );
  });

  it("of special kinds are leaves", () => {
    expect(() =>
      checkStorableValue({ $integer: "AQAAAAAAAAA=" }),
    ).not.toThrow();
    expect(() => checkStorableValue({ $commitTs: null })).not.toThrow();
  });
});
