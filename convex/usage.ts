/** What AI has cost a workspace. */
import { v } from "convex/values";
import { workspaceQuery } from "./functions";
import { loadBudgetPeriod, totalsOf } from "./model/ai/budgets";

/**
 * The totals of one month ("2026-11", in the workspace's zone) and its limit as
 * it is now. All amounts in nano-USD; all 0 for a month without calls.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const month = workspaceQuery({
  role: "viewer",
  args: { month: v.string() },
  returns: v.object({
    workspace_id: v.id("workspaces"),
    month: v.string(),
    limit_nano_usd: v.number(),
    spent_nano_usd: v.number(),
    /** Set aside for calls under way. */
    reserved_nano_usd: v.number(),
    call_count: v.number(),
    failed_count: v.number(),
    /** Calls whose tokens or cost are not the provider's own word. */
    estimated_count: v.number(),
    input_tokens: v.number(),
    cached_tokens: v.number(),
    output_tokens: v.number(),
  }),
  handler: async (ctx, args) => {
    const period = await loadBudgetPeriod(ctx, ctx.workspace, args.month);
    return {
      workspace_id: ctx.workspace._id,
      month: args.month,
      limit_nano_usd: period.limit,
      ...totalsOf(period),
    };
  },
});
