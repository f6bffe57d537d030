import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  costOf,
  DEFAULT_CEILING,
  isFlexPriced,
  REASONING_ALLOWANCE_TOKENS,
  reserveFor,
  type PricedModel,
} from "../../../src/lib/ai/cost";
import { PRICES } from "../../../src/lib/ai/prices";

const AT = Date.parse("2027-01-02T00:00:00Z");

function model(name: string, over: Partial<PricedModel> = {}): PricedModel {
  return {
    provider: "openai",
    model: name,
    at: AT,
    ceiling: DEFAULT_CEILING,
    ...over,
  };
}

const LUNA = model("gpt-6-luna");
const usage = { input: 5000, cached: 0, cacheWrite: 0, output: 500 };

describe("costOf", () => {
  it("is tokens times rates", () => {
    expect(costOf(LUNA, usage, undefined)).toEqual({
      nanoUsd: 5000 * 100 + 500 * 500,
      basis: "listed",
    });
  });

  it("prices cached and cache-written input apart", () => {
    const mixed = { ...usage, cached: 2000, cacheWrite: 1000 };
    expect(costOf(LUNA, mixed, undefined).nanoUsd).toBe(
      2000 * 100 + 2000 * 10 + 1000 * 125 + 500 * 500,
    );
    const nano = model("gpt-5.4-nano");
    expect(costOf(nano, mixed, undefined).nanoUsd).toBe(
      3000 * 200 + 2000 * 20 + 500 * 1250,
    );
  });

  it.each([
    ["flex", 0.5],
    ["batch", 0.5],
    ["priority", 2],
    ["default", 1],
    ["scale", 1],
    ["constructor", 1],
  ])("is priced by the tier served: %s", (tier, factor) => {
    expect(costOf(LUNA, usage, tier).nanoUsd).toBe(750_000 * factor);
  });

  it("does not give a discount that the model does not have", () => {
    const nano = model("gpt-5-nano");
    const standard = costOf(nano, usage, undefined).nanoUsd;
    expect(costOf(nano, usage, "flex").nanoUsd).toBe(standard);
    expect(costOf(nano, usage, "batch").nanoUsd).toBe(standard / 2);
  });

  it("rounds up to whole nano-USD", () => {
    const odd = { input: 1, cached: 1, cacheWrite: 0, output: 0 };
    expect(costOf(model("gpt-5-nano"), odd, "batch").nanoUsd).toBe(3);
  });

  it("is dearer as a whole above the long-context limit", () => {
    const long = { ...usage, input: 272_001 };
    expect(costOf(LUNA, long, undefined).nanoUsd).toBe(
      272_001 * 200 + 500 * 750,
    );
    const short = { ...usage, input: 272_000 };
    expect(costOf(LUNA, short, undefined).nanoUsd).toBe(
      272_000 * 100 + 500 * 500,
    );
  });

  it("prefers the provider's own bill, in ticks of 1e-10 USD", () => {
    const grok = model("grok-4.3", { provider: "xai" });
    const billed = { ...usage, ticks: 37_756_001 };
    expect(costOf(grok, billed, undefined)).toEqual({
      nanoUsd: 3_775_601,
      basis: "billed",
    });
  });

  it("charges an unknown model at the configured ceiling and says so", () => {
    const ceiling = { input: 7, output: 9 };
    const unknown = model("gpt-9", { ceiling });
    expect(costOf(unknown, { ...usage, cached: 5000 }, "flex")).toEqual({
      nanoUsd: 5000 * 7 + 500 * 9,
      basis: "ceiling",
    });
  });

  it("is nothing for a model of our own, but not for one sold through it", () => {
    const own = model("qwen3:8b", { provider: "local" });
    expect(costOf(own, usage, undefined)).toEqual({
      nanoUsd: 0,
      basis: "free",
    });
    const gateway = model("gpt-6-luna", { provider: "local" });
    expect(costOf(gateway, usage, undefined).nanoUsd).toBe(750_000);
  });
});

describe("reserveFor", () => {
  const tokens = { input: 5000, maxOutput: 800, isReasoningApart: false };

  it("takes the dearest of the models that may serve it", () => {
    const grok = model("grok-4.3", { provider: "xai" });
    expect(reserveFor([LUNA], tokens)).toBe(6250 * 100 + 800 * 500);
    expect(reserveFor([LUNA, grok], tokens)).toBe(6250 * 1250 + 800 * 2500);
    expect(reserveFor([grok, LUNA], tokens)).toBe(reserveFor([grok], tokens));
  });

  it("makes room for reasoning that the limit does not bound", () => {
    expect(reserveFor([LUNA], { ...tokens, isReasoningApart: true })).toBe(
      6250 * 100 + (800 + REASONING_ALLOWANCE_TOKENS) * 500,
    );
  });

  it("covers whatever is served within the estimate and the limit", () => {
    const servedUsage = fc.record({
      input: fc.nat(300_000),
      cachedShare: fc.double({ min: 0, max: 1, noNaN: true }),
      writtenShare: fc.double({ min: 0, max: 1, noNaN: true }),
      output: fc.nat(4000),
    });
    const names = PRICES.map((price) => price.model);
    fc.assert(
      fc.property(
        fc.constantFrom(...names, "unknown"),
        servedUsage,
        fc.constantFrom(undefined, "default", "flex", "batch"),
        (name, served, tier) => {
          const cached = Math.floor(served.input * served.cachedShare);
          const rest = served.input - cached;
          const cost = costOf(
            model(name),
            {
              input: served.input,
              cached,
              cacheWrite: Math.floor(rest * served.writtenShare),
              output: served.output,
            },
            tier,
          );
          const reserved = reserveFor([model(name)], {
            input: served.input,
            maxOutput: served.output,
            isReasoningApart: false,
          });
          expect(Number.isSafeInteger(cost.nanoUsd)).toBe(true);
          expect(cost.nanoUsd).toBeLessThanOrEqual(reserved);
        },
      ),
    );
  });
});

describe("the aim of three US cents a month", () => {
  it("holds for 100 messages a day on the default model", () => {
    const daily = {
      input: 900 + 100 * 48,
      cached: 0,
      cacheWrite: 0,
      output: 500,
    };
    const month = 30 * costOf(LUNA, daily, undefined).nanoUsd;
    expect(month).toBeLessThan(30_000_000);
  });
});

it("knows which models have a flex price", () => {
  expect(isFlexPriced("gpt-6-luna", AT)).toBe(true);
  expect(isFlexPriced("grok-4.3", AT)).toBe(false);
  expect(isFlexPriced("unknown", AT)).toBe(false);
});
