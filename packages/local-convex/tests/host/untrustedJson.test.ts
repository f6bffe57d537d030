import { fc, it as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import {
  JsonLimitError,
  MAX_JSON_DEPTH,
  MAX_JSON_VALUES,
  parseUntrustedJson,
} from "../../src/host/untrustedJson";

property.prop([fc.jsonValue()])("reads what is within its limits", (value) => {
  const text = JSON.stringify(value);
  expect(parseUntrustedJson(text)).toEqual(JSON.parse(text));
});

describe("counts", () => {
  const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

  it("levels, and takes as many as are allowed", () => {
    expect(() => parseUntrustedJson(deep(MAX_JSON_DEPTH))).not.toThrow();
    for (const levels of [MAX_JSON_DEPTH + 1, 1_000_000]) {
      expect(() => parseUntrustedJson(deep(levels))).toThrow(JsonLimitError);
    }
  });

  it("values, and takes as many as are allowed", () => {
    const wide = (values: number) => `[${"1,".repeat(values - 2)}1]`;
    expect(() => parseUntrustedJson(wide(MAX_JSON_VALUES))).not.toThrow();
    expect(() => parseUntrustedJson(wide(MAX_JSON_VALUES + 2))).toThrow(
      JsonLimitError,
    );
  });

  it.each([
    ["brackets", "[{".repeat(200_000)],
    ["commas", ",".repeat(300_000)],
    ["quotes", '"[,'.repeat(100_000)],
    ["backslashes before a quote", `${"\\".repeat(99_999)}"[`.repeat(3)],
  ])("no %s that are in a text", (_name, text) => {
    for (const value of [text, { [text]: text }, [text, `${text}\\`]]) {
      expect(parseUntrustedJson(JSON.stringify(value))).toEqual(value);
    }
  });

  it.each(['"', '"\\', '"\\"', '["a', "}", "", "]]]]", '{"a":"b\\"}'])(
    "nothing of what is no JSON: %s",
    (text) => {
      expect(() => parseUntrustedJson(text)).toThrow(SyntaxError);
    },
  );
});
