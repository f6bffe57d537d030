/** The books of what each key may ask a minute. */
import { v } from "convex/values";
import { bucketOf, DEFAULT_LIMIT } from "../../src/lib/kapso/api/rate";
import { HOUR_MS, MINUTE_MS } from "../../src/lib/time/units";
import { hasChanges } from "../../src/lib/values/hasChanges";
import type { Doc } from "../_generated/dataModel";
import { internalMutation, type QueryCtx } from "../_generated/server";
import { rateLimiter } from "../componentClients";

/**
 * Kapso counts by the minute and asks to wait for one. What would last longer was
 * written by a clock that was ahead: nothing could be asked until ours has caught
 * up.
 */
const MAX_WAIT_MS = 2 * MINUTE_MS;
const MAX_BLOCKED_MS = HOUR_MS;

async function findBudget(
  ctx: QueryCtx,
  fingerprint: string,
): Promise<Doc<"kapsoBudgets"> | null> {
  return await ctx.db
    .query("kapsoBudgets")
    .withIndex("by_fingerprint", (q) => q.eq("fingerprint", fingerprint))
    .first();
}

/** Takes one request from a key's budget; when there is none, says how long. */
export const take = internalMutation({
  args: { fingerprint: v.string() },
  returns: v.object({
    /** ms to wait; 0 when the request may be made. */
    wait_ms: v.number(),
    /** Requests a minute, as far as we know. */
    limit: v.number(),
  }),
  handler: async (ctx, { fingerprint }) => {
    const budget = await findBudget(ctx, fingerprint);
    const limit = budget?.limit ?? DEFAULT_LIMIT;
    const blockedMs = (budget?.blocked_until ?? 0) - Date.now();
    if (blockedMs > 0 && blockedMs <= MAX_BLOCKED_MS) {
      return { wait_ms: blockedMs, limit };
    }
    const bucket = { key: fingerprint, config: bucketOf(limit) };
    let taken = await rateLimiter.limit(ctx, "kapsoRequests", bucket);
    if (!taken.ok && taken.retryAfter > MAX_WAIT_MS) {
      await rateLimiter.reset(ctx, "kapsoRequests", { key: fingerprint });
      taken = await rateLimiter.limit(ctx, "kapsoRequests", bucket);
    }
    return { wait_ms: taken.ok ? 0 : Math.max(1, taken.retryAfter), limit };
  },
});

/** Keeps what Kapso's headers said of a key. */
export const learn = internalMutation({
  args: {
    fingerprint: v.string(),
    limit: v.optional(v.number()),
    blocked_ms: v.optional(v.number()),
  },
  returns: v.null(),
  handler: async (ctx, { fingerprint, limit, blocked_ms: blockedMs }) => {
    const budget = await findBudget(ctx, fingerprint);
    const news = {
      ...(limit === undefined ? {} : { limit }),
      ...(blockedMs === undefined
        ? {}
        : { blocked_until: Date.now() + blockedMs }),
    };
    if (budget === null) {
      await ctx.db.insert("kapsoBudgets", { fingerprint, ...news });
    } else if (hasChanges(budget, news)) {
      await ctx.db.patch("kapsoBudgets", budget._id, news);
    }
    return null;
  },
});
