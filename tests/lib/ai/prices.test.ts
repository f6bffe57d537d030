import { describe, expect, it } from "vitest";
import { DEFAULT_CEILING } from "../../../src/lib/ai/cost";
import {
  findPrice,
  isSameModel,
  PRICES,
  RENAMED,
} from "../../../src/lib/ai/prices";

const NOW = Date.parse("2026-11-21T00:00:00Z");

describe("the price table", () => {
  it.each(PRICES)("is whole and sourced: $model from $from", (price) => {
    for (const rate of [price.input, price.cached, price.output]) {
      expect(Number.isSafeInteger(rate)).toBe(true);
      expect(rate).toBeGreaterThan(0);
    }
    expect(price.cached).toBeLessThan(price.input);
    expect(price.output).toBeGreaterThan(price.input);
    expect(price.cacheWrite ?? price.input).toBeGreaterThanOrEqual(price.input);
    expect(price.from).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(Date.parse(price.from)).not.toBeNaN();
    expect(new URL(price.source).protocol).toBe("https:");
  });

  it("has one price for a model on any day", () => {
    const keys = PRICES.map(({ model, from }) => `${model} ${from}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("lists no model dearer than the ceiling for unknown ones", () => {
    for (const { model, input, output, cacheWrite } of PRICES) {
      expect(DEFAULT_CEILING.input, model).toBeGreaterThan(cacheWrite ?? input);
      expect(DEFAULT_CEILING.output, model).toBeGreaterThan(output);
    }
  });

  it("leads every renamed model to a listed one", () => {
    for (const { model, from } of RENAMED) {
      expect(findPrice(model, Date.parse(from))).not.toBeNull();
    }
  });
});

describe("findPrice", () => {
  const at = (day: string) => Date.parse(`${day}T00:00:00Z`);

  it("changes with the day, at midnight UTC", () => {
    const day = at("2026-07-30");
    expect(findPrice("gpt-5.6-luna", day - 1)?.input).toBe(1000);
    expect(findPrice("gpt-5.6-luna", day)?.input).toBe(200);
    const newYear = at("2027-01-01");
    expect(findPrice("gemini-3.8-flash", newYear - 1)?.output).toBe(3750);
    expect(findPrice("gemini-3.8-flash", newYear)?.output).toBe(7500);
  });

  it("knows no price for a time before the first row", () => {
    expect(findPrice("gpt-5.6-luna", at("2026-07-09") - 1)).toBeNull();
  });

  it.each([
    ["gpt-6-luna-2026-09-22", "gpt-6-luna"],
    ["models/gemini-3.1-flash-lite", "gemini-3.1-flash-lite"],
    ["grok-4.3-latest", "grok-4.3"],
    ["grok-4-1-fast-non-reasoning", "grok-4.3"],
    ["grok-4-fast-reasoning-latest", "grok-4.3"],
  ])("sees that %s is %s", (name, model) => {
    expect(findPrice(name, NOW)?.model).toBe(model);
  });

  it.each(["gpt-6-luna-pro", "gpt-6", "", "grok-4", "constructor"])(
    "does not guess for %j",
    (name) => {
      expect(findPrice(name, NOW)).toBeNull();
    },
  );

  it("does not know the fast Groks from before they were renamed", () => {
    expect(findPrice("grok-4-fast", at("2026-05-15") - 1)).toBeNull();
  });
});

describe("isSameModel", () => {
  it.each([
    ["gpt-6-luna", "gpt-6-luna-2026-09-22", true],
    ["models/gemini-3.8-flash", "gemini-3.8-flash", true],
    ["grok-4-fast", "grok-4.3", false],
    ["gpt-6-luna", "gpt-6-sol", false],
  ])("%s and %s: %s", (asked, served, isSame) => {
    expect(isSameModel(asked, served)).toBe(isSame);
  });
});
