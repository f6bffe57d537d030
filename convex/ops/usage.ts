/** What AI has cost, in US dollars, for operators. */
import { v } from "convex/values";
import { usdOf } from "../../src/lib/ai/money";
import { GLOBAL_ZONE, isMonth, monthOf } from "../../src/lib/ai/month";
import { internalQuery } from "../_generated/server";
import {
  loadGlobalBudgetPeriod,
  loadBudgetPeriod,
  totalsOf,
  type BudgetPeriod,
} from "../model/ai/budgets";
import { refusal } from "../model/shared/refuse";
import {
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";

const vMonth = v.object({
  /** "2026-11", in the workspace's zone; UTC for everybody together. */
  month: v.string(),
  limit_usd: v.number(),
  spent_usd: v.number(),
  /** Set aside for calls under way. */
  reserved_usd: v.number(),
  call_count: v.number(),
  failed_count: v.number(),
  input_tokens: v.number(),
  output_tokens: v.number(),
  limit_nano_usd: v.number(),
  spent_nano_usd: v.number(),
  reserved_nano_usd: v.number(),
});

function toMonth(period: BudgetPeriod): typeof vMonth.type {
  const totals = totalsOf(period);
  return {
    month: period.month,
    limit_usd: usdOf(period.limit),
    spent_usd: usdOf(totals.spent_nano_usd),
    reserved_usd: usdOf(totals.reserved_nano_usd),
    call_count: totals.call_count,
    failed_count: totals.failed_count,
    input_tokens: totals.input_tokens,
    output_tokens: totals.output_tokens,
    limit_nano_usd: period.limit,
    spent_nano_usd: totals.spent_nano_usd,
    reserved_nano_usd: totals.reserved_nano_usd,
  };
}

/**
 * A month of a workspace and of everybody together, with the limits as they are
 * now; this month unless another is named.
 *
 * @throws ConvexError as `requireWorkspace`, `invalid_month`.
 */
export const showUsage = internalQuery({
  args: { ...vWorkspaceRef.fields, month: v.optional(v.string()) },
  returns: v.object({ workspace: vMonth, everybody: vMonth }),
  handler: async (ctx, { month, ...ref }) => {
    if (month !== undefined && !isMonth(month)) {
      throw refusal("invalidMonth");
    }
    const workspace = await requireWorkspace(ctx, ref);
    const now = Date.now();
    const [own, all] = await Promise.all([
      loadBudgetPeriod(
        ctx,
        workspace,
        month ?? monthOf(now, workspace.timezone),
      ),
      loadGlobalBudgetPeriod(ctx, month ?? monthOf(now, GLOBAL_ZONE)),
    ]);
    return { workspace: toMonth(own), everybody: toMonth(all) };
  },
});
