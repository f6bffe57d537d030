/**
 * List prices as data, each valid from a day on: a change of price is a new row,
 * never an edit. All amounts are integers in nano-USD per token (0.10 USD per
 * million tokens = 100).
 */
import type { Provider } from "./providers";

const OPENAI = "https://developers.openai.com/api/docs/pricing";
const GPT_6_LUNA = "https://developers.openai.com/api/docs/models/gpt-6-luna";
const GPT_5_6_LUNA =
  "https://developers.openai.com/api/docs/models/gpt-5.6-luna";
const XAI = "https://docs.x.ai/developers/models";
const XAI_RETIREMENT =
  "https://docs.x.ai/developers/migration/may-15-retirement";
const GEMINI = "https://ai.google.dev/gemini-api/docs/pricing";

/** Nano-USD per token. */
export interface Rates {
  input: number;
  cached: number;
  /** Input tokens that were written to the cache; absent = as `input`. */
  cacheWrite?: number;
  output: number;
}

export interface Price extends Rates {
  provider: Provider;
  model: string;
  /** First day, UTC; where nobody says it, the day the price was first seen. */
  from: string;
  /** Percent of the standard price by service tier; absent = not offered. */
  tiers?: { flex?: number; batch?: number; priority?: number };
  /** Percent of the price for the whole request above so many input tokens. */
  long?: { above: number; input: number; output: number };
  source: string;
}

const HALF = { flex: 50, batch: 50 };
/** "Fast mode" doubles the rate (GPT_6_LUNA). */
const HALF_OR_DOUBLE = { ...HALF, priority: 200 };
const LONG_OPENAI = { above: 272_000, input: 200, output: 150 };
const LONG_XAI = { above: 200_000, input: 200, output: 200 };

const openai = (row: Omit<Price, "provider">): Price => ({
  provider: "openai",
  ...row,
});
const xai = (row: Omit<Price, "provider" | "source">): Price => ({
  provider: "xai",
  ...row,
  source: XAI,
});
/** Caching is implicit and its writes cost no more than input. */
const gemini = (row: Omit<Price, "provider" | "tiers" | "source">): Price => ({
  provider: "gemini",
  ...row,
  tiers: HALF,
  source: GEMINI,
});

/** Checked 2026-11-21 against the sources and genai-prices 0.1.8. */
export const PRICES: readonly Price[] = [
  openai({
    model: "gpt-6-luna",
    from: "2026-09-22",
    ...{ input: 100, cached: 10, cacheWrite: 125, output: 500 },
    tiers: HALF_OR_DOUBLE,
    long: LONG_OPENAI,
    source: GPT_6_LUNA,
  }),
  openai({
    model: "gpt-6-sol",
    from: "2026-09-22",
    ...{ input: 2000, cached: 200, cacheWrite: 2500, output: 10_000 },
    tiers: HALF_OR_DOUBLE,
    long: LONG_OPENAI,
    source: OPENAI,
  }),
  openai({
    model: "gpt-5.6-luna",
    from: "2026-07-09",
    ...{ input: 1000, cached: 100, cacheWrite: 1250, output: 6000 },
    tiers: HALF,
    long: LONG_OPENAI,
    source: GPT_5_6_LUNA,
  }),
  openai({
    model: "gpt-5.6-luna",
    from: "2026-07-30",
    ...{ input: 200, cached: 20, cacheWrite: 250, output: 1200 },
    tiers: HALF,
    long: LONG_OPENAI,
    source: GPT_5_6_LUNA,
  }),
  openai({
    model: "gpt-5.4-nano",
    from: "2026-09-22",
    ...{ input: 200, cached: 20, output: 1250 },
    tiers: HALF,
    source: OPENAI,
  }),
  openai({
    model: "gpt-5.4-mini",
    from: "2026-09-22",
    ...{ input: 750, cached: 75, output: 4500 },
    tiers: HALF,
    source: OPENAI,
  }),
  openai({
    model: "gpt-5-nano",
    from: "2026-09-22",
    ...{ input: 50, cached: 5, output: 400 },
    tiers: { batch: 50 },
    source: OPENAI,
  }),
  xai({
    model: "grok-4.3",
    from: "2026-05-06",
    ...{ input: 1250, cached: 200, output: 2500 },
    long: LONG_XAI,
  }),
  xai({
    model: "grok-4.6",
    from: "2026-09-23",
    ...{ input: 2000, cached: 500, output: 6000 },
    long: LONG_XAI,
  }),
  xai({
    model: "grok-4.7",
    from: "2026-09-23",
    ...{ input: 2000, cached: 500, output: 6000 },
    long: LONG_XAI,
  }),
  gemini({
    model: "gemini-2.5-flash-lite",
    from: "2026-03-03",
    ...{ input: 100, cached: 10, output: 400 },
  }),
  gemini({
    model: "gemini-3.1-flash-lite",
    from: "2026-03-03",
    ...{ input: 250, cached: 25, output: 1500 },
  }),
  gemini({
    model: "gemini-3.5-flash-lite",
    from: "2026-09-23",
    ...{ input: 300, cached: 30, output: 2500 },
  }),
  gemini({
    model: "gemini-3.8-flash",
    from: "2026-09-23",
    ...{ input: 750, cached: 75, output: 3750 },
  }),
  // The introductory price ends.
  gemini({
    model: "gemini-3.8-flash",
    from: "2027-01-01",
    ...{ input: 1500, cached: 150, output: 7500 },
  }),
];

/** Names that are served and billed as another model since a day. */
export const RENAMED: readonly {
  name: string;
  model: string;
  from: string;
  source: string;
}[] = [
  "grok-4-fast",
  "grok-4-fast-reasoning",
  "grok-4-fast-non-reasoning",
  "grok-4-1-fast",
  "grok-4-1-fast-reasoning",
  "grok-4-1-fast-non-reasoning",
  "grok-4-0709",
  "grok-code-fast-1",
  "grok-3",
].map((name) => ({
  name,
  model: "grok-4.3",
  from: "2026-05-15",
  source: XAI_RETIREMENT,
}));

/** "models/x", "x-latest" and "x-2026-09-22" are all x. */
function baseName(model: string): string {
  return model
    .replace(/^models\//, "")
    .replace(/-latest$/, "")
    .replace(/-\d{4}-\d{2}-\d{2}$/, "");
}

/** True when two names mean one model, whatever snapshot of it. */
export function isSameModel(a: string, b: string): boolean {
  return baseName(a) === baseName(b);
}

/**
 * The price of a model at a moment (ms UTC), or null when the table has none.
 * The provider is not asked for: behind an unknown address may be a gateway that
 * sells a known model, and the dearer guess is the safe one.
 */
export function findPrice(model: string, at: number): Price | null {
  const given = baseName(model);
  const renamed = RENAMED.find(
    ({ name, from }) => name === given && Date.parse(from) <= at,
  );
  const name = renamed?.model ?? given;
  const valid = PRICES.filter(
    (price) => price.model === name && Date.parse(price.from) <= at,
  );
  return (
    valid.toSorted((a, b) => Date.parse(b.from) - Date.parse(a.from))[0] ?? null
  );
}
