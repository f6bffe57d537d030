import { describe, expect, it } from "vitest";
import { nanoUsdOfTicks, parseTokenPrice } from "../../../src/lib/ai/money";

describe("parseTokenPrice", () => {
  it.each([
    ["2.00/10.00", { input: 2000, output: 10_000 }],
    [" 0.07 / 0.29 ", { input: 70, output: 290 }],
    ["0/0", { input: 0, output: 0 }],
    ["0.0001/0.0011", { input: 1, output: 2 }],
  ])("reads %j", (text, rates) => {
    expect(parseTokenPrice(text)).toEqual(rates);
  });

  it.each(["", "2", "2/", "/2", "-1/2", "1e3/2", "1.0000001/2", "1/2/3"])(
    "refuses %j",
    (text) => {
      expect(parseTokenPrice(text)).toBeNull();
    },
  );
});

it("rounds ticks up", () => {
  expect([0, 1, 10, 11].map(nanoUsdOfTicks)).toEqual([0, 1, 1, 2]);
});
