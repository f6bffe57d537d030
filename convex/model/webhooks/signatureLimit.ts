/** The rate limit on deliveries that fail verification, by the sender's address. */
import { DAY, type RateLimitReturns } from "@convex-dev/rate-limiter";
import { limitBucket } from "../../../src/lib/webhooks/limitBucket";
import { components } from "../../_generated/api";
import type { ActionCtx, MutationCtx } from "../../_generated/server";
import { rateLimiter } from "../../componentClients";
import { errorName, logEvent } from "../shared/log";

/** Counts made so long ago are swept; the limit's window is a minute. */
const KEPT_MS = DAY;

export interface SignatureLimit {
  isLimited: boolean;
  /** Milliseconds until the sender may try again, where it is limited. */
  retryAfterMs: number;
}

const UNLIMITED: SignatureLimit = { isLimited: false, retryAfterMs: 0 };

/** Whether the caller's address has failed too often. Writes nothing. */
export async function readSignatureLimit(
  ctx: ActionCtx,
): Promise<SignatureLimit> {
  return await limitOf(ctx, (key) =>
    rateLimiter.check(ctx, "failedVerification", { key }),
  );
}

/** Counts one failed verification of the caller's address. */
export async function countFailedSignature(
  ctx: ActionCtx,
): Promise<SignatureLimit> {
  const before = await readSignatureLimit(ctx);
  // Past the limit nothing is written.
  if (before.isLimited) {
    return before;
  }
  return await limitOf(ctx, (key) =>
    rateLimiter.limit(ctx, "failedVerification", { key }),
  );
}

/**
 * A limit that cannot be read or written, because many are at it at once or the
 * disk is full, limits nobody: the refusal is true without it.
 */
async function limitOf(
  ctx: ActionCtx,
  ask: (key: string) => Promise<RateLimitReturns>,
): Promise<SignatureLimit> {
  try {
    const { ip } = await ctx.meta.getRequestMetadata();
    const status = await ask(await limitBucket(ip));
    return status.ok
      ? UNLIMITED
      : { isLimited: true, retryAfterMs: status.retryAfter };
  } catch (error) {
    logEvent("webhook.not_counted", {
      error_name: errorName(error),
    });
    return UNLIMITED;
  }
}

/**
 * Deletes old counts. The component sweeps by age alone, so that a digest's
 * limit, of an hour, may start anew once a day.
 */
export async function sweepSignatureLimits(ctx: MutationCtx): Promise<void> {
  await ctx.runMutation(components.rateLimiter.lib.clearAll, {
    before: Date.now() - KEPT_MS,
  });
}
