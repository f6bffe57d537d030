/** Months and their limits: what may still be spent, and who is told when. */
import {
  DEFAULT_LIMITS,
  reachedThresholds,
  standingThreshold,
  type Balance,
  type Threshold,
} from "../../../src/lib/ai/budget";
import { isBudget } from "../../../src/lib/ai/money";
import { GLOBAL_ZONE, monthOf } from "../../../src/lib/ai/month";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { raiseAlert } from "../alerts/alerts";
import { refusal } from "../shared/refuse";

export type BudgetScope = Doc<"aiBudgets">["scope"];

/** The counters of a month, all of them sums over its calls. */
export type Totals = Omit<
  Doc<"aiMonths">,
  | "_id"
  | "_creationTime"
  | "scope"
  | "month"
  | "alerted_percent"
  | "alerted_limit_nano_usd"
>;

export const NO_TOTALS: Totals = {
  spent_nano_usd: 0,
  reserved_nano_usd: 0,
  call_count: 0,
  failed_count: 0,
  estimated_count: 0,
  input_tokens: 0,
  cached_tokens: 0,
  output_tokens: 0,
};

const TOTAL_KEYS = [
  "spent_nano_usd",
  "reserved_nano_usd",
  "call_count",
  "failed_count",
  "estimated_count",
  "input_tokens",
  "cached_tokens",
  "output_tokens",
] as const;

const HARD_STOP_PERCENT: Threshold = 100;

/** A budget period: one month of one scope, and what may be spent in it. */
export interface BudgetPeriod {
  scope: BudgetScope;
  month: string;
  limit: number;
  row: Doc<"aiMonths"> | null;
}

/** The workspace's own month and everybody's, at a moment. */
export async function loadBudgetPeriods(
  ctx: QueryCtx,
  workspace: Doc<"workspaces">,
  now: number,
): Promise<BudgetPeriod[]> {
  return await Promise.all([
    loadBudgetPeriod(ctx, workspace, monthOf(now, workspace.timezone)),
    loadGlobalBudgetPeriod(ctx, monthOf(now, GLOBAL_ZONE)),
  ]);
}

export async function loadBudgetPeriod(
  ctx: QueryCtx,
  workspace: Doc<"workspaces">,
  month: string,
): Promise<BudgetPeriod> {
  return await loadScope(
    ctx,
    workspace._id,
    month,
    DEFAULT_LIMITS[workspace.plan],
  );
}

export async function loadGlobalBudgetPeriod(
  ctx: QueryCtx,
  month: string,
): Promise<BudgetPeriod> {
  return await loadScope(ctx, "global", month, DEFAULT_LIMITS.global);
}

async function loadScope(
  ctx: QueryCtx,
  scope: BudgetScope,
  month: string,
  defaultLimit: number,
): Promise<BudgetPeriod> {
  const budget = await findBudget(ctx, scope);
  const row = await ctx.db
    .query("aiMonths")
    .withIndex("by_scope_and_month", (q) =>
      q.eq("scope", scope).eq("month", month),
    )
    .first();
  return { scope, month, limit: budget?.limit_nano_usd ?? defaultLimit, row };
}

async function findBudget(
  ctx: QueryCtx,
  scope: BudgetScope,
): Promise<Doc<"aiBudgets"> | null> {
  return await ctx.db
    .query("aiBudgets")
    .withIndex("by_scope", (q) => q.eq("scope", scope))
    .first();
}

/** What changed between two states of a call. */
export function subtractTotals(after: Totals, before: Totals): Totals {
  return combine(after, before, -1);
}

/** The sum of two totals, or their difference. */
export function combine(a: Totals, b: Totals, sign: 1 | -1): Totals {
  const totals = { ...NO_TOTALS };
  for (const key of TOTAL_KEYS) {
    totals[key] = a[key] + sign * b[key];
  }
  return totals;
}

/** A month's counters, all 0 before its first call. */
export function totalsOf({ row }: BudgetPeriod): Totals {
  return combine(row ?? NO_TOTALS, NO_TOTALS, 1);
}

export function balanceOf({ row }: BudgetPeriod): Balance {
  return {
    spent: row?.spent_nano_usd ?? 0,
    reserved: row?.reserved_nano_usd ?? 0,
  };
}

/**
 * The highest threshold that somebody has been told of and that still stands:
 * under another limit than then, only what spending reaches there.
 */
export function alertedPercentOf({ row, limit }: BudgetPeriod): number {
  if (row === null) {
    return 0;
  }
  const { alerted_percent: told, alerted_limit_nano_usd: then } = row;
  return then === undefined || then === limit
    ? told
    : Math.min(told, standingThreshold(row.spent_nano_usd, limit));
}

/** Adds to a month what changed, and tells of thresholds that this reached. */
export async function addToMonth(
  ctx: MutationCtx,
  period: BudgetPeriod,
  change: Totals,
): Promise<void> {
  const totals = combine(totalsOf(period), change, 1);
  const reached = reachedThresholds(
    totals.spent_nano_usd,
    period.limit,
    alertedPercentOf(period),
  );
  await writeMonth(ctx, period, totals, reached);
}

/**
 * Tells that a call was refused. Whoever uses AI has reached the limit then,
 * although what is left of it may never be spent.
 */
export async function tellOfStop(
  ctx: MutationCtx,
  period: BudgetPeriod,
): Promise<void> {
  // Nobody needs to be told that nothing may be spent.
  if (period.limit > 0 && alertedPercentOf(period) < HARD_STOP_PERCENT) {
    await writeMonth(ctx, period, totalsOf(period), [HARD_STOP_PERCENT]);
  }
}

async function writeMonth(
  ctx: MutationCtx,
  period: BudgetPeriod,
  totals: Totals,
  reached: readonly Threshold[],
): Promise<void> {
  const { scope, month, row, limit } = period;
  const alerted = {
    alerted_percent: reached.at(-1) ?? alertedPercentOf(period),
    alerted_limit_nano_usd: limit,
  };
  for (const percent of reached) {
    await raiseAlert(ctx, {
      kind: "ai_budget",
      key: `${scope}:${month}:${percent}`,
      workspace_id: scope === "global" ? undefined : scope,
    });
  }
  if (row === null) {
    await ctx.db.insert("aiMonths", { ...totals, ...alerted, scope, month });
  } else {
    await ctx.db.patch("aiMonths", row._id, { ...totals, ...alerted });
  }
}

/** Everybody together, or one workspace, whose plan gives its default. */
export type BudgetOwner = "global" | Doc<"workspaces">;

/** What a month is limited to, and whether somebody said so. */
export interface Limit {
  limit_nano_usd: number;
  is_default: boolean;
}

/** What a workspace's month is limited to. */
export async function readLimit(
  ctx: QueryCtx,
  workspace: Doc<"workspaces">,
): Promise<Limit> {
  const budget = await findBudget(ctx, workspace._id);
  return {
    limit_nano_usd: budget?.limit_nano_usd ?? DEFAULT_LIMITS[workspace.plan],
    is_default: budget === null,
  };
}

/**
 * Sets or, without a limit, takes back a limit that differs from the default.
 *
 * @returns The limit before and after.
 * @throws ConvexError `invalid_budget` for less than 0, fractions, or too much.
 */
export async function setLimit(
  ctx: MutationCtx,
  owner: BudgetOwner,
  limit: number | null,
): Promise<{ before: Limit; after: Limit }> {
  if (limit !== null && !isBudget(limit)) {
    throw refusal("invalidBudget");
  }
  const [scope, plan] =
    owner === "global"
      ? (["global", "global"] as const)
      : ([owner._id, owner.plan] as const);
  const toLimit = (nanoUsd: number | undefined): Limit => ({
    limit_nano_usd: nanoUsd ?? DEFAULT_LIMITS[plan],
    is_default: nanoUsd === undefined,
  });
  const existing = await findBudget(ctx, scope);
  if (existing !== null) {
    await ctx.db.delete("aiBudgets", existing._id);
  }
  if (limit !== null) {
    await ctx.db.insert("aiBudgets", { scope, limit_nano_usd: limit });
  }
  return {
    before: toLimit(existing?.limit_nano_usd),
    after: toLimit(limit ?? undefined),
  };
}
