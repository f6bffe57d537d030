/** The provider that the environment names. */
import { DEFAULT_CEILING, type CeilingRates } from "./cost";
import { parseTokenPrice } from "./money";
import {
  isSafeOnTheWay,
  presetOf,
  PROVIDERS,
  providerOf,
  type Provider,
} from "./providers";

/** The environment's names; all optional. */
export interface AiEnvironment {
  AI_BASE_URL?: string;
  AI_API_KEY?: string;
  AI_MODEL?: string;
  AI_MODEL_LARGE?: string;
  AI_PROVIDER?: string;
  AI_NO_TRAINING?: string;
  AI_UNKNOWN_MODEL_PRICE?: string;
}

export interface AiConfig {
  provider: Provider;
  baseUrl: string;
  apiKey: string;
  model: string;
  /** For the one retry that may cost more; the same model when none is named. */
  modelLarge: string;
  ceiling: CeilingRates;
}

/** Why there is no provider to call. */
export const UNCONFIGURED_REASONS = [
  /** Nothing is set: AI is off. */
  "not_configured",
  /** The provider's name is not one of ours. */
  "unknown_provider",
  /** This provider has no address of its own. */
  "missing_address",
  /** No http URL, or one with a name or password in it, which no fetch takes. */
  "invalid_address",
  /** Plain http to another machine: key and messages would be readable on the way. */
  "insecure_address",
  "missing_key",
  /** Characters that a header cannot hold, such as a line break or a space. */
  "invalid_key",
  "missing_model",
  /**
   * AI_NO_TRAINING=yes is missing: WhatsApp's Business terms forbid endpoints
   * that learn from the messages, so an operator has to vouch for this one.
   */
  "training_not_excluded",
  "invalid_price",
] as const;
export type UnconfiguredReason = (typeof UNCONFIGURED_REASONS)[number];

export type ReadConfig =
  | { kind: "configured"; config: AiConfig }
  | { kind: "unconfigured"; reason: UnconfiguredReason };

const unconfigured = (reason: UnconfiguredReason): ReadConfig => ({
  kind: "unconfigured",
  reason,
});

/** Visible ASCII. */
const HEADER_SAFE = /^[!-~]+$/;

/** Reads the provider. An empty variable counts as missing. */
export function readConfig(environment: AiEnvironment): ReadConfig {
  const given = (name: keyof AiEnvironment) =>
    environment[name]?.trim() || undefined;
  if (given("AI_BASE_URL") === undefined && given("AI_API_KEY") === undefined) {
    return unconfigured("not_configured");
  }
  const address = addressOf(given("AI_BASE_URL"), given("AI_PROVIDER"));
  if (typeof address === "string") {
    return unconfigured(address);
  }
  const { provider, baseUrl, isOwnNetwork } = address;
  // Servers of our own want a key in the header but do not look at it.
  const apiKey = given("AI_API_KEY") ?? (isOwnNetwork ? "none" : undefined);
  if (apiKey === undefined) {
    return unconfigured("missing_key");
  }
  if (!HEADER_SAFE.test(apiKey)) {
    return unconfigured("invalid_key");
  }
  const model = given("AI_MODEL") ?? presetOf(provider).defaultModel;
  if (model === undefined) {
    return unconfigured("missing_model");
  }
  // Only what leaves our own network can be learnt from by others.
  if (!isOwnNetwork && given("AI_NO_TRAINING") !== "yes") {
    return unconfigured("training_not_excluded");
  }
  const ceiling = readCeiling(given("AI_UNKNOWN_MODEL_PRICE"));
  if (ceiling === null) {
    return unconfigured("invalid_price");
  }
  const modelLarge = given("AI_MODEL_LARGE") ?? model;
  return {
    kind: "configured",
    config: { provider, baseUrl, apiKey, model, modelLarge, ceiling },
  };
}

/** Rates for models without a price; null when they cannot be read. */
export function readCeiling(text: string | undefined): CeilingRates | null {
  return text === undefined ? DEFAULT_CEILING : parseTokenPrice(text);
}

interface Address {
  provider: Provider;
  baseUrl: string;
  isOwnNetwork: boolean;
}

/**
 * Where to call and as whom, or why nowhere. A name without an address means the provider's own;
 * an address without a name speaks for itself; neither means OpenAI.
 */
function addressOf(
  url: string | undefined,
  name: string | undefined,
): Address | UnconfiguredReason {
  const named = PROVIDERS.find((provider) => provider === name);
  if (name !== undefined && named === undefined) {
    return "unknown_provider";
  }
  const baseUrl = url ?? presetOf(named ?? "openai").baseUrl;
  if (baseUrl === undefined) {
    return "missing_address";
  }
  const host = providerOf(baseUrl);
  if (host === null || hasCredentials(baseUrl)) {
    return "invalid_address";
  }
  if (!isSafeOnTheWay(baseUrl)) {
    return "insecure_address";
  }
  return { provider: named ?? host, baseUrl, isOwnNetwork: host === "local" };
}

function hasCredentials(url: string): boolean {
  const { username, password } = new URL(url);
  return username !== "" || password !== "";
}
