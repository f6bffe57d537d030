/** What a call may cost (reserved) and did cost (settled): nano-USD, rounded up. */
import { nanoUsdOfTicks } from "./money";
import { findPrice, type Price, type Rates } from "./prices";
import type { Provider } from "./providers";
import type { ReportedUsage, TokenUsage } from "./tokens";

/**
 * How a cost came about: the provider's own bill, a list price, the ceiling for
 * a model without a price, or a model on our own machine.
 */
export type CostBasis = "billed" | "listed" | "ceiling" | "free";

export interface Cost {
  nanoUsd: number;
  basis: CostBasis;
}

/** Nano-USD per token for a model that the table does not know. */
export interface CeilingRates {
  input: number;
  output: number;
}

/**
 * Five times the dearest model we list; `AI_UNKNOWN_MODEL_PRICE` says otherwise.
 */
export const DEFAULT_CEILING: CeilingRates = { input: 10_000, output: 50_000 };

export interface PricedModel {
  provider: Provider;
  model: string;
  /** When the call was made, ms UTC. */
  at: number;
  ceiling: CeilingRates;
}

const FREE: Rates = { input: 0, cached: 0, output: 0 };

function ratesOf(priced: PricedModel): {
  rates: Rates;
  price: Price | null;
  basis: CostBasis;
} {
  const price = findPrice(priced.model, priced.at);
  if (price !== null) {
    return { rates: price, price, basis: "listed" };
  }
  if (priced.provider === "local") {
    return { rates: FREE, price, basis: "free" };
  }
  const { input, output } = priced.ceiling;
  return { rates: { input, cached: input, output }, price, basis: "ceiling" };
}

/**
 * The cost of a call that was answered.
 *
 * @param tier the service tier that served it; absent = standard.
 */
export function costOf(
  priced: PricedModel,
  usage: TokenUsage | ReportedUsage,
  tier: string | undefined,
): Cost {
  if ("ticks" in usage && usage.ticks !== undefined) {
    return { nanoUsd: nanoUsdOfTicks(usage.ticks), basis: "billed" };
  }
  const { rates, price, basis } = ratesOf(priced);
  const long =
    price?.long !== undefined && usage.input > price.long.above
      ? price.long
      : { input: 100, output: 100 };
  const input =
    (usage.input - usage.cached - usage.cacheWrite) * rates.input +
    usage.cached * rates.cached +
    usage.cacheWrite * (rates.cacheWrite ?? rates.input);
  const standard =
    input * long.input + usage.output * rates.output * long.output;
  const nanoUsd = Math.ceil((standard * tierPercent(price, tier)) / 100 ** 2);
  return { nanoUsd, basis };
}

/** A tier without a price of its own costs the standard price. */
function tierPercent(price: Price | null, tier: string | undefined): number {
  const tiers = new Map(Object.entries(price?.tiers ?? {}));
  return tiers.get(tier ?? "") ?? 100;
}

/** True when a call's cost is known: listed, or nothing on our own machine. */
export function isPriced(
  provider: Provider,
  model: string,
  at: number,
): boolean {
  const { basis } = ratesOf({ provider, model, at, ceiling: DEFAULT_CEILING });
  return basis !== "ceiling";
}

/** True when the model is sold at a lower price to those who can wait. */
export function isFlexPriced(model: string, at: number): boolean {
  return findPrice(model, at)?.tiers?.flex !== undefined;
}

/** Input may be dearer by cache writes, and the estimate is one. */
const RESERVE_INPUT_PERCENT = 125;

/**
 * Output tokens kept aside for reasoning that the answer's limit does not bound.
 * Our choice: four times a usual digest. More than that shows as an alert.
 */
export const REASONING_ALLOWANCE_TOKENS = 2048;

/**
 * The most that a call is expected to cost, at the standard tier: a flex call
 * may be served as standard.
 *
 * @param models every model that may serve it; the dearest counts.
 */
export function reserveFor(
  models: readonly PricedModel[],
  tokens: { input: number; maxOutput: number; isReasoningApart: boolean },
): number {
  const output =
    tokens.maxOutput +
    (tokens.isReasoningApart ? REASONING_ALLOWANCE_TOKENS : 0);
  const input = Math.ceil((tokens.input * RESERVE_INPUT_PERCENT) / 100);
  const usage = { input, cached: 0, cacheWrite: 0, output };
  return Math.max(
    ...models.map((model) => costOf(model, usage, undefined).nanoUsd),
  );
}
