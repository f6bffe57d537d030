/** The clients of the mounted components, built once. */
import { MINUTE, RateLimiter } from "@convex-dev/rate-limiter";
import { components } from "./_generated/api";

/**
 * Callers that fail verification, by address: enough for a misconfigured sender
 * to be noticed, too few to guess or to flood. Signed traffic never passes here.
 */
export const rateLimiter = new RateLimiter(components.rateLimiter, {
  failedVerification: { kind: "fixed window", rate: 100, period: MINUTE },
});
