/** The books of what each key may ask a minute. */
import { v } from "convex/values";
import { bucketOf, DEFAULT_LIMIT } from "../../src/lib/kapso/api/rate";
import { hasChanges } from "../../src/lib/values/hasChanges";
import type { Doc } from "../_generated/dataModel";
import { internalMutation, type QueryCtx } from "../_generated/server";
import { rateLimiter } from "../componentClients";

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
    if (blockedMs > 0) {
      return { wait_ms: blockedMs, limit };
    }
    const { ok, retryAfter } = await rateLimiter.limit(ctx, "kapsoRequests", {
      key: fingerprint,
      config: bucketOf(limit),
    });
    return { wait_ms: ok ? 0 : Math.max(1, retryAfter), limit };
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
