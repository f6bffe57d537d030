/** Amounts of money: integers in nano-USD (1 USD = 1e9), safe up to 9 million USD. */

export const NANO_USD_PER_USD = 1_000_000_000;

/** More than anybody means; every amount below it is exact in nano-USD. */
export const MAX_BUDGET_USD = 1_000_000;

/** US dollars for people, from nano-USD. */
export const usdOf = (nanoUsd: number): number => nanoUsd / NANO_USD_PER_USD;

/** Nano-USD from US dollars as people write them, to the nearest whole one. */
export const nanoUsdOf = (usd: number): number =>
  Math.round(usd * NANO_USD_PER_USD);

/** True for what a month may be limited to: 0 to a million USD, whole. */
export function isBudget(nanoUsd: number): boolean {
  return (
    Number.isInteger(nanoUsd) &&
    nanoUsd >= 0 &&
    nanoUsd <= MAX_BUDGET_USD * NANO_USD_PER_USD
  );
}

/** Nano-USD per token from USD per million tokens. */
const NANO_PER_TOKEN = 1000;

/** xAI bills in ticks of 1e-10 USD (`usage.cost_in_usd_ticks`). */
const TICKS_PER_NANO_USD = 10;

export function nanoUsdOfTicks(ticks: number): number {
  return Math.ceil(ticks / TICKS_PER_NANO_USD);
}

/**
 * Reads "input/output" in USD per million tokens, e.g. "2.00/10.00", as nano-USD
 * per token, rounded up; null when it is not of that form.
 */
export function parseTokenPrice(
  text: string,
): { input: number; output: number } | null {
  const [, input, output] =
    /^\s*(\d{1,6}(?:\.\d{1,6})?)\s*\/\s*(\d{1,6}(?:\.\d{1,6})?)\s*$/.exec(
      text,
    ) ?? [];
  if (input === undefined || output === undefined) {
    return null;
  }
  return { input: toNanoPerToken(input), output: toNanoPerToken(output) };
}

/** In whole steps: 0.07 * 1000 is not 70 in floating point. */
function toNanoPerToken(usdPerMillion: string): number {
  const [whole = "0", fraction = ""] = usdPerMillion.split(".");
  const micro = Number(whole) * 1_000_000 + Number(fraction.padEnd(6, "0"));
  return Math.ceil(micro / (1_000_000 / NANO_PER_TOKEN));
}
