/**
 * When deliveries to an endpoint were last refused for their signature. Kept in
 * the rate limiter's counters, which are swept after a day, and not in a table:
 * what nobody signed never reaches ours.
 */
import { v } from "convex/values";
import {
  SIGNATURE_FAILURES,
  type SignatureFailure,
} from "../../../src/lib/webhooks/signature";
import { hourOf } from "../../../src/lib/webhooks/hourStats";
import type { ActionCtx, MutationCtx, QueryCtx } from "../../_generated/server";
import { rateLimiter } from "../../componentClients";

export const vSignatureFailure = v.union(
  ...SIGNATURE_FAILURES.map((reason) => v.literal(reason)),
);

export interface Refusal {
  reason: SignatureFailure;
  /** To within a minute, ms UTC. */
  last_at: number;
}

const keyOf = (endpointKey: string, reason: SignatureFailure): string =>
  `${endpointKey}:${reason}`;

/** @param endpointKey of an endpoint that exists: each has counters of its own */
export async function noteRefusedSignature(
  ctx: MutationCtx,
  endpointKey: string,
  reason: SignatureFailure,
): Promise<void> {
  const key = keyOf(endpointKey, reason);
  await rateLimiter.limit(ctx, "refusedSignature", { key });
  await rateLimiter.limit(ctx, "refusedThisHour", { key: endpointKey });
}

/**
 * How many deliveries an endpoint refused in the hour of its last refusal. What
 * came between the last look at an hour and its end is not among them.
 */
export async function readRefusedThisHour(
  ctx: QueryCtx | ActionCtx,
  endpointKey: string,
): Promise<{ hour_at: number; refused: number }> {
  const { value, ts, config } = await rateLimiter.getValue(
    ctx,
    "refusedThisHour",
    { key: endpointKey },
  );
  return { hour_at: hourOf(ts), refused: config.rate - value };
}

/** The last one, if there was any of late. */
export async function findRefusal(
  ctx: QueryCtx,
  endpointKey: string,
): Promise<Refusal | null> {
  const refusals = await Promise.all(
    SIGNATURE_FAILURES.map(async (reason) => {
      const key = keyOf(endpointKey, reason);
      const { ts } = await rateLimiter.getValue(ctx, "refusedSignature", {
        key,
      });
      return { reason, last_at: ts };
    }),
  );
  const [last] = refusals.sort((a, b) => b.last_at - a.last_at);
  return last === undefined || last.last_at === 0 ? null : last;
}
