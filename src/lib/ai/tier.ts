/** Which service tier a call asks for, and how long its answer may take. */
import { SECOND_MS, MINUTE_MS } from "../time/units";
import { isFlexPriced } from "./cost";
import { presetOf, type Provider } from "./providers";
import type { ServiceTier } from "./request";

/** A digest of some hundred tokens takes seconds; longer is a stuck server. */
const DEFAULT_TIMEOUT_MS = 90 * SECOND_MS;
/**
 * Flex answers may take minutes (developers.openai.com, flex processing), but an
 * action ends after 10 (docs.convex.dev/functions/actions) and may have several
 * questions.
 */
const FLEX_TIMEOUT_MS = 3 * MINUTE_MS;
/** Attempts at half price before the standard tier. */
const FLEX_ATTEMPTS = 2;

/** The cheaper tier first, where there is one. */
export function tierFor(call: {
  provider: Provider;
  model: string;
  attempt: number;
  now: number;
}): ServiceTier {
  const isOffered =
    presetOf(call.provider).allowed.includes("service_tier") &&
    isFlexPriced(call.model, call.now);
  return isOffered && call.attempt <= FLEX_ATTEMPTS ? "flex" : "default";
}

export function timeoutFor(tier: ServiceTier): number {
  return tier === "flex" ? FLEX_TIMEOUT_MS : DEFAULT_TIMEOUT_MS;
}
