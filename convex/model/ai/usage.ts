/**
 * A call's money: set aside before it, settled after it, each in one transaction
 * with the months it is charged to. A month is the sum of its calls, always.
 */
import { reserve } from "../../../src/lib/ai/budget";
import { readCeiling } from "../../../src/lib/ai/config";
import {
  costOf,
  DEFAULT_CEILING,
  reserveFor,
  type PricedModel,
} from "../../../src/lib/ai/cost";
import {
  mayBeBilled,
  needsOperator,
  type FailureCode,
} from "../../../src/lib/ai/failure";
import { presetOf, type Provider } from "../../../src/lib/ai/providers";
import type { Omission, ServiceTier } from "../../../src/lib/ai/request";
import {
  estimateTokens,
  estimateUsage,
  type ReportedUsage,
} from "../../../src/lib/ai/tokens";
import type { BudgetCode } from "../../../src/lib/errors";
import type { Doc, Id } from "../../_generated/dataModel";
import { env, type MutationCtx } from "../../_generated/server";
import {
  addToMonth,
  balanceOf,
  loadGlobalBudgetPeriod,
  loadBudgetPeriod,
  loadBudgetPeriods,
  NO_TOTALS,
  subtractTotals,
  tellOfStop,
  type Totals,
} from "./budgets";
import { addToDay, dayOf } from "./days";
import {
  findModel,
  omittedBy,
  rememberRefusal,
  rememberServed,
} from "./models";
import { findPause } from "./pauses";
import { raiseAlertOnce } from "../alerts/alerts";
import { logEvent } from "../shared/log";

export interface PlannedCall {
  workspace_id: Id<"workspaces">;
  run_id?: string;
  provider: Provider;
  model: string;
  tier: ServiceTier;
  input_characters: number;
  max_output_tokens: number;
}

export type Reservation =
  | { kind: "reserved"; usage_id: Id<"aiUsage">; omitted: Omission[] }
  | { kind: "refused"; reason: BudgetCode };

/** How a call ended. */
export type CallEnd =
  | {
      kind: "answered";
      usage: ReportedUsage | null;
      input_characters: number;
      output_characters: number;
      model_served?: string;
      tier_served?: string;
    }
  | { kind: "failed"; code: FailureCode; omission?: Omission };

/**
 * Sets the worst case aside in both budgets, or in neither; not at all while the
 * workspace has stopped its AI.
 *
 * @throws Error when the workspace does not exist.
 */
export async function reserveCall(
  ctx: MutationCtx,
  call: PlannedCall,
): Promise<Reservation> {
  const now = Date.now();
  const workspace = await loadWorkspace(ctx, call.workspace_id);
  if ((await findPause(ctx, workspace._id)) !== null) {
    return { kind: "refused", reason: "workspace_ai_paused" };
  }
  const learned = await findModel(ctx, call);
  const inputTokens = estimateTokens(call.input_characters);
  const amount = worstCaseOf(call, inputTokens, learned, now);
  const periods = await loadBudgetPeriods(ctx, workspace, now);
  const empty = periods.find(
    (period) => reserve(balanceOf(period), period.limit, amount) === null,
  );
  if (empty !== undefined) {
    await tellOfStop(ctx, empty);
    return {
      kind: "refused",
      reason:
        empty.scope === "global"
          ? "global_budget_spent"
          : "workspace_budget_spent",
    };
  }
  const [own, global] = periods.map((period) => period.month);
  if (own === undefined || global === undefined) {
    throw new Error("a call is charged to two months -- invariant");
  }
  const row = {
    workspace_id: call.workspace_id,
    run_id: call.run_id,
    provider: call.provider,
    model: call.model,
    tier: call.tier,
    input_tokens: inputTokens,
    cached_tokens: 0,
    output_tokens: 0,
    reserved_nano_usd: amount,
    cost_nano_usd: 0,
    is_estimated: true,
    status: "started" as const,
    created_at: now,
    workspace_month: own,
    global_month: global,
    workspace_day: dayOf(now, workspace.timezone),
  };
  const usageId = await ctx.db.insert("aiUsage", row);
  for (const period of periods) {
    await addToMonth(ctx, period, contributionOf(row));
  }
  await addToDay(ctx, row, contributionOf(row));
  return {
    kind: "reserved",
    usage_id: usageId,
    omitted: omittedBy(learned, now),
  };
}

/** A model that answers under another name may cost what that one costs. */
function worstCaseOf(
  call: PlannedCall,
  inputTokens: number,
  learned: Doc<"aiModels"> | null,
  now: number,
): number {
  const models = [call.model, learned?.served_as ?? call.model];
  return reserveFor(
    models.map((model) => toPriced(call.provider, model, now)),
    {
      input: inputTokens,
      maxOutput: call.max_output_tokens,
      isReasoningApart: presetOf(call.provider).isReasoningApart,
    },
  );
}

/**
 * Turns what was set aside into what the call cost. A call that was given up as
 * lost is corrected when its end arrives after all; a second end changes nothing.
 */
export async function settleCall(
  ctx: MutationCtx,
  usageId: Id<"aiUsage">,
  end: CallEnd,
): Promise<void> {
  const row = await loadUsage(ctx, usageId);
  // A failure that may have been billed also ends as "unknown", but says why.
  const isOpen =
    row.status === "started" ||
    (row.status === "unknown" && row.error_code === undefined);
  if (!isOpen) {
    return;
  }
  await applyChange(
    ctx,
    row,
    end.kind === "answered" ? answered(row, end) : failed(row, end.code),
  );
  if (end.kind === "failed") {
    if (end.omission !== undefined) {
      await rememberRefusal(ctx, row, end.omission);
    }
    if (needsOperator(end.code)) {
      await raiseAlertOnce(ctx, {
        kind: "ai_provider_refused",
        key: `${row.provider}:${row.model}:${end.code}`,
      });
    }
  } else if (end.model_served !== undefined) {
    await rememberServed(ctx, row, end.model_served);
  }
}

/** Charges calls as reserved whose end nobody saw; how many there were. */
export async function settleLostCalls(
  ctx: MutationCtx,
  before: number,
  batch: number,
): Promise<number> {
  const lost = await ctx.db
    .query("aiUsage")
    .withIndex("by_status_and_created_at", (q) =>
      q.eq("status", "started").lt("created_at", before),
    )
    .take(batch);
  for (const row of lost) {
    logEvent("ai.call_lost", { usage_id: row._id, run_id: row.run_id });
    await applyChange(ctx, row, chargedAsReserved(row));
  }
  return lost.length;
}

type Change = Pick<
  Doc<"aiUsage">,
  "status" | "cost_nano_usd" | "is_estimated"
> &
  Partial<Doc<"aiUsage">>;

function answered(
  row: Doc<"aiUsage">,
  end: CallEnd & { kind: "answered" },
): Change {
  const usage =
    end.usage ?? estimateUsage(end.input_characters, end.output_characters);
  const { nanoUsd, basis } = costOf(
    toPriced(row.provider, end.model_served ?? row.model, row.created_at),
    usage,
    end.tier_served,
  );
  return {
    status: "succeeded",
    input_tokens: usage.input,
    cached_tokens: usage.cached,
    output_tokens: usage.output,
    cost_nano_usd: nanoUsd,
    cost_basis: basis,
    is_estimated: end.usage === null || basis === "ceiling",
    model_served: end.model_served,
    tier_served: end.tier_served,
  };
}

function failed(row: Doc<"aiUsage">, code: FailureCode): Change {
  if (mayBeBilled(code)) {
    return { ...chargedAsReserved(row), error_code: code };
  }
  return {
    status: "failed",
    input_tokens: 0,
    cost_nano_usd: 0,
    is_estimated: false,
    error_code: code,
  };
}

function chargedAsReserved(row: Doc<"aiUsage">): Change {
  return {
    status: "unknown",
    cost_nano_usd: row.reserved_nano_usd,
    cost_basis: "reserved",
    is_estimated: true,
  };
}

/** Writes a row's new state and moves both months by the difference. */
async function applyChange(
  ctx: MutationCtx,
  before: Doc<"aiUsage">,
  change: Change,
): Promise<void> {
  const after = { ...before, ...change };
  await ctx.db.patch("aiUsage", before._id, {
    ...change,
    settled_at: Date.now(),
  });
  const workspace = await loadWorkspace(ctx, before.workspace_id);
  const difference = subtractTotals(
    contributionOf(after),
    contributionOf(before),
  );
  const periods = await Promise.all([
    loadBudgetPeriod(ctx, workspace, before.workspace_month),
    loadGlobalBudgetPeriod(ctx, before.global_month),
  ]);
  for (const period of periods) {
    await addToMonth(ctx, period, difference);
  }
  await addToDay(ctx, before, difference);
  await tellOfSurprises(ctx, after);
}

async function tellOfSurprises(
  ctx: MutationCtx,
  row: Doc<"aiUsage">,
): Promise<void> {
  const model = row.model_served ?? row.model;
  if (row.cost_basis === "ceiling") {
    await raiseAlertOnce(ctx, {
      kind: "ai_model_unpriced",
      key: `${row.provider}:${model}`,
    });
  }
  if (row.cost_nano_usd > row.reserved_nano_usd) {
    await raiseAlertOnce(ctx, {
      kind: "ai_reservation_exceeded",
      key: `${row.provider}:${model}`,
    });
  }
}

/** What one call adds to its months. */
export function contributionOf(
  row: Pick<
    Doc<"aiUsage">,
    | "status"
    | "reserved_nano_usd"
    | "cost_nano_usd"
    | "is_estimated"
    | "input_tokens"
    | "cached_tokens"
    | "output_tokens"
  >,
): Totals {
  if (row.status === "started") {
    return {
      ...NO_TOTALS,
      call_count: 1,
      reserved_nano_usd: row.reserved_nano_usd,
    };
  }
  return {
    spent_nano_usd: row.cost_nano_usd,
    reserved_nano_usd: 0,
    call_count: 1,
    failed_count: row.status === "succeeded" ? 0 : 1,
    estimated_count: row.is_estimated ? 1 : 0,
    input_tokens: row.input_tokens,
    cached_tokens: row.cached_tokens,
    output_tokens: row.output_tokens,
  };
}

function toPriced(provider: Provider, model: string, at: number): PricedModel {
  const ceiling =
    readCeiling(env.AI_UNKNOWN_MODEL_PRICE || undefined) ?? DEFAULT_CEILING;
  return { provider, model, at, ceiling };
}

async function loadWorkspace(
  ctx: MutationCtx,
  id: Id<"workspaces">,
): Promise<Doc<"workspaces">> {
  const workspace = await ctx.db.get("workspaces", id);
  if (workspace === null) {
    throw new Error("a call's workspace exists -- invariant");
  }
  return workspace;
}

async function loadUsage(
  ctx: MutationCtx,
  id: Id<"aiUsage">,
): Promise<Doc<"aiUsage">> {
  const row = await ctx.db.get("aiUsage", id);
  if (row === null) {
    throw new Error("a started call has a row -- invariant");
  }
  return row;
}
