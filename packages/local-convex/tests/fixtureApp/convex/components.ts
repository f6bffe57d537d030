/** The published components, used the way their READMEs show. */
import { Crons } from "@convex-dev/crons";
import { MINUTE, RateLimiter } from "@convex-dev/rate-limiter";
import { v } from "convex/values";
import { components, internal } from "./_generated/api";
import { internalMutation, mutation, query } from "./_generated/server";

const crons = new Crons(components.crons);
const limiter = new RateLimiter(components.rateLimiter, {
  knocks: { kind: "fixed window", rate: 2, period: MINUTE },
});

export const startCron = mutation({
  args: { name: v.string(), ms: v.number() },
  returns: v.string(),
  handler: async (ctx, args): Promise<string> =>
    crons.register(
      ctx,
      { kind: "interval", ms: args.ms },
      internal.components.cronTick,
      { name: args.name },
      args.name,
    ),
});

export const stopCron = mutation({
  args: { name: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await crons.delete(ctx, { name: args.name });
    return null;
  },
});

export const cronTick = internalMutation({
  args: { name: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await ctx.db.insert("followUps", { key: args.name, kind: "component" });
    return null;
  },
});

export const listCrons = query({
  args: {},
  returns: v.array(v.string()),
  handler: async (ctx) => {
    const rows = await crons.list(ctx);
    return rows.map((row) => row.functionHandle);
  },
});

export const knock = mutation({
  args: { key: v.string() },
  returns: v.boolean(),
  handler: async (ctx, args) => {
    const status = await limiter.limit(ctx, "knocks", { key: args.key });
    return status.ok;
  },
});
