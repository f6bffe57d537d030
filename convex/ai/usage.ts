/** Money around a call to a provider: before, after, and when nobody saw the end. */
import { v } from "convex/values";
import { vFailureCode } from "../../src/lib/ai/failure";
import { vProvider } from "../../src/lib/ai/providers";
import { vOmission, vServiceTier } from "../../src/lib/ai/request";
import { BUDGET_CODES } from "../../src/lib/errors";
import { internal } from "../_generated/api";
import { internalMutation } from "../_generated/server";
import { setLimit } from "../model/aiBudgets";
import { reserveCall, settleCall, settleLostCalls } from "../model/aiUsage";
import { vBudgetScope } from "../model/tables/ai";

/** An action ends after 10 minutes at the latest; this long means it died. */
const LOST_AFTER_MS = 15 * 60 * 1000;
const SWEEP_BATCH = 100;

/** Sets a call's worst case aside, if both budgets allow it. */
export const reserve = internalMutation({
  args: {
    workspace_id: v.id("workspaces"),
    run_id: v.optional(v.string()),
    provider: vProvider,
    model: v.string(),
    tier: vServiceTier,
    input_characters: v.number(),
    max_output_tokens: v.number(),
  },
  returns: v.union(
    v.object({
      kind: v.literal("reserved"),
      usage_id: v.id("aiUsage"),
      /** Fields that this model is known to refuse. */
      omitted: v.array(vOmission),
    }),
    v.object({
      kind: v.literal("refused"),
      reason: v.union(...BUDGET_CODES.map((code) => v.literal(code))),
    }),
  ),
  handler: async (ctx, args) => await reserveCall(ctx, args),
});

const vEnd = v.union(
  v.object({
    kind: v.literal("answered"),
    usage: v.union(
      v.null(),
      v.object({
        input: v.number(),
        cached: v.number(),
        cacheWrite: v.number(),
        output: v.number(),
        ticks: v.optional(v.number()),
      }),
    ),
    input_characters: v.number(),
    output_characters: v.number(),
    model_served: v.optional(v.string()),
    tier_served: v.optional(v.string()),
  }),
  v.object({
    kind: v.literal("failed"),
    code: vFailureCode,
    omission: v.optional(vOmission),
  }),
);

/** Turns what was set aside into what the call cost. */
export const settle = internalMutation({
  args: { usage_id: v.id("aiUsage"), end: vEnd },
  returns: v.null(),
  handler: async (ctx, args) => {
    await settleCall(ctx, args.usage_id, args.end);
    return null;
  },
});

/**
 * Charges as reserved what an action left open when it died: the provider may
 * have billed it. For the crons; goes on by itself when a batch is full.
 */
export const settleLost = internalMutation({
  args: {},
  returns: v.object({ settled: v.number() }),
  handler: async (ctx) => {
    const settled = await settleLostCalls(
      ctx,
      Date.now() - LOST_AFTER_MS,
      SWEEP_BATCH,
    );
    if (settled === SWEEP_BATCH) {
      await ctx.scheduler.runAfter(0, internal.ai.usage.settleLost, {});
    }
    return { settled };
  },
});

/**
 * Sets a monthly limit in nano-USD (0 switches AI off); null goes back to the
 * default. For operators: `npx convex run ai/usage:setBudget '{…}'`.
 */
export const setBudget = internalMutation({
  args: {
    scope: vBudgetScope,
    limit_nano_usd: v.union(v.null(), v.number()),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    await setLimit(ctx, args.scope, args.limit_nano_usd);
    return null;
  },
});
