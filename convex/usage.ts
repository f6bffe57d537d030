/** What AI has cost a workspace, what it may cost, and the switch that stops it. */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { v } from "convex/values";
import { readConfig } from "../src/lib/ai/config";
import { isMonth } from "../src/lib/ai/month";
import { env } from "./_generated/server";
import { workspaceMutation, workspaceQuery } from "./functions";
import {
  alertedPercentOf,
  loadBudgetPeriod,
  setLimit as setBudgetLimit,
  totalsOf,
} from "./model/ai/budgets";
import { loadDays } from "./model/ai/days";
import { findPause, setPaused as setAiPaused } from "./model/ai/pauses";
import { costOfRun, vRunCost } from "./model/ai/runs";
import { usageTotals } from "./model/ai/tables";
import { withLocalVersion } from "./model/settings/local";
import { refusal } from "./model/shared/refuse";
import { vUserId } from "./model/users/tables";
import schema from "./schema";

/**
 * The totals of one month ("2026-11", in the workspace's zone) and its limit as
 * it is now; all 0 for a month without calls.
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
    ...usageTotals,
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

/**
 * The same month by day, and by model; both add up to it. Days without calls are
 * left out.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `invalid_month`.
 */
export const days = workspaceQuery({
  role: "viewer",
  args: { month: v.string() },
  returns: v.object({
    days: v.array(v.object({ day: v.string(), ...usageTotals })),
    models: v.array(
      v.object({ provider: v.string(), model: v.string(), ...usageTotals }),
    ),
  }),
  handler: async (ctx, args) => {
    if (!isMonth(args.month)) {
      throw refusal("invalidMonth");
    }
    return await loadDays(ctx, ctx.workspace._id, args.month);
  },
});

/**
 * What one digest cost, by its `run_id`; nothing of a run without calls or of
 * another workspace.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const ofRun = workspaceQuery({
  role: "viewer",
  args: { run_id: v.string() },
  returns: vRunCost,
  handler: async (ctx, { run_id }) =>
    await costOfRun(ctx, ctx.workspace._id, run_id),
});

const vCall = schema
  .doc("aiUsage")
  .omit("workspace_id", "workspace_month", "workspace_day", "global_month");

/**
 * Calls to the provider, newest first.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const calls = workspaceQuery({
  role: "viewer",
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vCall),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("aiUsage")
      .withIndex("by_workspace_id_and_created_at", (q) =>
        q.eq("workspace_id", ctx.workspace._id),
      )
      .order("desc")
      .paginate(args.paginationOpts);
    return {
      ...page,
      page: page.page.map(
        ({
          workspace_id: _workspaceId,
          workspace_month: _month,
          workspace_day: _day,
          global_month: _globalMonth,
          ...call
        }) => call,
      ),
    };
  },
});

/**
 * Whether AI is used: what the environment says, who stopped it, and the
 * highest share of the month's limit that somebody was told of.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const status = workspaceQuery({
  role: "viewer",
  args: { month: v.string() },
  returns: v.object({
    is_configured: v.boolean(),
    /** Why not: docs/ai.md has a line for each. */
    unconfigured_reason: v.optional(v.string()),
    paused: v.union(
      v.null(),
      v.object({ paused_at: v.number(), paused_by: vUserId }),
    ),
    limit_nano_usd: v.number(),
    alerted_percent: v.number(),
  }),
  handler: async (ctx, args) => {
    const read = readConfig(env);
    const pause = await findPause(ctx, ctx.workspace._id);
    const period = await loadBudgetPeriod(ctx, ctx.workspace, args.month);
    return {
      is_configured: read.kind !== "unconfigured",
      unconfigured_reason:
        read.kind === "unconfigured" ? read.reason : undefined,
      paused:
        pause === null
          ? null
          : { paused_at: pause.paused_at, paused_by: pause.paused_by },
      limit_nano_usd: period.limit,
      alerted_percent: alertedPercentOf(period),
    };
  },
});

const vLimit = v.object({
  limit_nano_usd: v.number(),
  /** True while nobody has set another. */
  is_default: v.boolean(),
});

/**
 * Limits what a month may cost, at once; null is the plan's own limit, 0 stops
 * AI. The limit of all workspaces together stays what operators said. `undo` is
 * for this function again.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin,
 *   `invalid_budget`.
 */
export const setLimit = workspaceMutation({
  role: "admin",
  args: { limit_nano_usd: v.union(v.null(), v.number()) },
  returns: v.object({
    limit: vLimit,
    undo: v.object({ limit_nano_usd: v.union(v.null(), v.number()) }),
  }),
  handler: async (ctx, args) => {
    const { workspace, member } = ctx;
    const { before, after } = await withLocalVersion(
      ctx,
      workspace._id,
      member.user_id,
      () => setBudgetLimit(ctx, workspace, args.limit_nano_usd),
    );
    const limit_nano_usd = before.is_default ? null : before.limit_nano_usd;
    return { limit: after, undo: { limit_nano_usd } };
  },
});

/**
 * Stops the workspace's AI or lets it go on. A call under way ends as it would;
 * digests quote messages meanwhile.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin.
 */
export const setPaused = workspaceMutation({
  role: "admin",
  args: { is_paused: v.boolean() },
  returns: v.null(),
  handler: async (ctx, { is_paused: isPaused }) => {
    const { workspace, member } = ctx;
    await setAiPaused(ctx, workspace._id, member.user_id, isPaused);
    return null;
  },
});
