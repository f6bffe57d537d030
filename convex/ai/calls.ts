/** Money around a call to a provider: before, after, and when nobody saw the end. */
import { v } from "convex/values";
import { vFailureCode } from "../../src/lib/ai/failure";
import { vProvider } from "../../src/lib/ai/providers";
import { vOmission, vServiceTier } from "../../src/lib/ai/request";
import { nanoUsdOf, usdOf } from "../../src/lib/ai/money";
import { BUDGET_CODES } from "../../src/lib/errors";
import { MINUTE_MS } from "../../src/lib/time/units";
import { internal } from "../_generated/api";
import { internalMutation, type MutationCtx } from "../_generated/server";
import {
  setLimit,
  type BudgetOwner,
  type BudgetScope,
  type Limit,
} from "../model/ai/budgets";
import { reserveCall, settleCall, settleLostCalls } from "../model/ai/usage";
import { withLocalVersion } from "../model/settings/local";
import { refusal } from "../model/shared/refuse";
import { vBudgetScope } from "../model/ai/tables";
import {
  namesWorkspace,
  requireWorkspace,
  vWorkspaceRef,
  type WorkspaceRef,
} from "../model/workspaces/workspaces";

/** An action ends after 10 minutes at the latest; this long means it died. */
const LOST_AFTER_MS = 15 * MINUTE_MS;
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
      await ctx.scheduler.runAfter(0, internal.ai.calls.settleLost, {});
    }
    return { settled };
  },
});

const vLimit = v.object({
  limit_nano_usd: v.number(),
  monthly_usd: v.number(),
  /** True while nobody has set another. */
  is_default: v.boolean(),
});

const toShownLimit = (limit: Limit): typeof vLimit.type => ({
  ...limit,
  monthly_usd: usdOf(limit.limit_nano_usd),
});

/**
 * Sets a monthly limit, in USD or in nano-USD (0 switches AI off; null goes back
 * to the default), of a workspace or, with the scope "global", of everybody
 * together. For operators: `npx convex run ops:setBudget '{…}'`.
 *
 * @throws ConvexError as `requireWorkspace`, `invalid_budget`.
 */
export const setBudget = internalMutation({
  args: {
    ...vWorkspaceRef.fields,
    scope: v.optional(vBudgetScope),
    monthly_usd: v.optional(v.union(v.null(), v.number())),
    limit_nano_usd: v.optional(v.union(v.null(), v.number())),
  },
  returns: v.object({ old: vLimit, new: vLimit }),
  handler: async (ctx, args) => {
    const { monthly_usd: usd, limit_nano_usd: nanoUsd } = args;
    if ((usd === undefined) === (nanoUsd === undefined)) {
      throw refusal("noBudgetGiven");
    }
    const owner = await loadOwner(ctx, args);
    const limit = typeof usd === "number" ? nanoUsdOf(usd) : (nanoUsd ?? null);
    const set = () => setLimit(ctx, owner, limit);
    const { before, after } =
      owner === "global"
        ? await set()
        : await withLocalVersion(ctx, owner._id, undefined, set);
    return { old: toShownLimit(before), new: toShownLimit(after) };
  },
});

/** A budget's owner by its scope, as rows have it, or by the workspace. */
async function loadOwner(
  ctx: MutationCtx,
  { scope, ...ref }: WorkspaceRef & { scope?: BudgetScope },
): Promise<BudgetOwner> {
  if (scope === "global") {
    if (namesWorkspace(ref)) {
      throw refusal("twoWorkspacesNamed");
    }
    return "global";
  }
  const named = await requireWorkspace(
    ctx,
    scope === undefined ? ref : { ...ref, workspace_id: scope },
  );
  if (ref.workspace_id !== undefined && ref.workspace_id !== named._id) {
    throw refusal("twoWorkspacesNamed");
  }
  return named;
}
