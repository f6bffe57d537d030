import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  estimateTokens,
  estimateUsage,
  readUsage,
} from "../../../src/lib/ai/tokens";

const REPORTED = {
  prompt_tokens: 1000,
  completion_tokens: 200,
  total_tokens: 1200,
};

describe("readUsage", () => {
  it("reads OpenAI's counts and their details", () => {
    const usage = readUsage({
      ...REPORTED,
      prompt_tokens_details: { cached_tokens: 400, cache_write_tokens: 100 },
      completion_tokens_details: { reasoning_tokens: 50 },
    });
    expect(usage).toEqual({
      input: 1000,
      cached: 400,
      cacheWrite: 100,
      output: 200,
    });
  });

  it("finds the reasoning that only the total has", () => {
    expect(readUsage({ ...REPORTED, total_tokens: 1900 })?.output).toBe(900);
  });

  it("does not believe a total below its parts", () => {
    expect(readUsage({ ...REPORTED, total_tokens: 7 })?.output).toBe(200);
    const { total_tokens: _total, ...parts } = REPORTED;
    expect(readUsage(parts)?.output).toBe(200);
  });

  it("reads xAI's bill", () => {
    const usage = readUsage({ ...REPORTED, cost_in_usd_ticks: 12_345 });
    expect(usage?.ticks).toBe(12_345);
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "1200"],
    ["no fields", {}],
    ["no input", { ...REPORTED, prompt_tokens: 0 }],
    ["negative input", { ...REPORTED, prompt_tokens: -5 }],
    ["negative output", { ...REPORTED, completion_tokens: -1 }],
    ["texts", { ...REPORTED, completion_tokens: "200" }],
    ["fractions", { ...REPORTED, prompt_tokens: 0.5 }],
    ["absurd counts", { ...REPORTED, prompt_tokens: 1e15 }],
    ["no number", { ...REPORTED, prompt_tokens: Number.NaN }],
  ])("refuses %s", (_name, raw) => {
    expect(readUsage(raw)).toBeNull();
  });

  it("drops a detail that makes no sense and keeps the rest", () => {
    const details = { cached_tokens: "many", cache_write_tokens: 5000 };
    const odd = { ...REPORTED, prompt_tokens_details: details };
    expect(readUsage({ ...odd, cost_in_usd_ticks: -1 })).toEqual({
      input: 1000,
      cached: 0,
      cacheWrite: 1000,
      output: 200,
    });
    expect(readUsage({ ...REPORTED, prompt_tokens_details: 3 })).toMatchObject({
      cached: 0,
    });
  });

  it("gives counts that add up, or nothing, whatever it reads", () => {
    const anyUsage = fc.record(
      {
        prompt_tokens: fc.anything(),
        completion_tokens: fc.oneof(fc.integer(), fc.anything()),
        total_tokens: fc.oneof(fc.integer(), fc.anything()),
        prompt_tokens_details: fc.oneof(
          fc.record({
            cached_tokens: fc.integer(),
            cache_write_tokens: fc.integer(),
          }),
          fc.anything(),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), anyUsage),
        fc.nat(),
        fc.boolean(),
        (raw, input, isGiven) => {
          const usage = readUsage(
            isGiven && typeof raw === "object"
              ? { ...raw, prompt_tokens: input }
              : raw,
          );
          if (usage !== null) {
            const { cached, cacheWrite, output } = usage;
            expect(Math.min(cached, cacheWrite, output)).toBeGreaterThanOrEqual(
              0,
            );
            expect(cached + cacheWrite).toBeLessThanOrEqual(usage.input);
          }
        },
      ),
    );
  });
});

describe("estimateTokens and estimateUsage", () => {
  it("count no fewer tokens than dense Indonesian has", () => {
    // 2.47 characters a token is the 5th percentile measured with o200k.
    expect(estimateTokens(2470)).toBeGreaterThanOrEqual(1000);
    expect(estimateTokens(0)).toBe(0);
    expect(estimateTokens(1)).toBe(1);
  });

  it("claim nothing as cached", () => {
    expect(estimateUsage(240, 24)).toEqual({
      input: 100,
      cached: 0,
      cacheWrite: 0,
      output: 10,
    });
  });
});
