/** What AI has cost a workspace. */
import { ConvexError, v } from "convex/values";
import { query } from "./_generated/server";
import { requireMember } from "./model/workspaces/access";
import { loadPurse, totalsOf } from "./model/ai/budgets";

/**
 * The totals of one month ("2026-11", in the workspace's zone) and its limit as
 * it is now. All amounts in nano-USD; all 0 for a month without calls.
 *
 * @throws ConvexError as `requireMember`.
 */
export const month = query({
  args: { workspace_id: v.id("workspaces"), month: v.string() },
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
    await requireMember(ctx, args.workspace_id);
    const workspace = await ctx.db.get("workspaces", args.workspace_id);
    if (workspace === null) {
      throw new ConvexError({ code: "not_found" });
    }
    const purse = await loadPurse(ctx, workspace, args.month);
    return {
      workspace_id: args.workspace_id,
      month: args.month,
      limit_nano_usd: purse.limit,
      ...totalsOf(purse),
    };
  },
});
