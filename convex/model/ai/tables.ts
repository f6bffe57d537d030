/** Tables of what AI costs: calls, months, limits, and what models refuse. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vFailureCode } from "../../../src/lib/ai/failure";
import { vProvider } from "../../../src/lib/ai/providers";
import { vOmission, vServiceTier } from "../../../src/lib/ai/request";
import { vUserId } from "../users/tables";

/**
 * `started`: money is set aside. `succeeded` and `failed`: settled. `unknown`:
 * nobody saw the end, so it was charged as reserved.
 */
export const vUsageStatus = v.union(
  v.literal("started"),
  v.literal("succeeded"),
  v.literal("failed"),
  v.literal("unknown"),
);

/** How the cost was found; see `CostBasis`. */
export const vCostBasis = v.union(
  v.literal("billed"),
  v.literal("listed"),
  v.literal("ceiling"),
  v.literal("free"),
  /** What was set aside, because nobody knows better. */
  v.literal("reserved"),
);

/** Whose money: one workspace's, or everybody's together. */
export const vBudgetScope = v.union(v.literal("global"), v.id("workspaces"));

/** What calls cost together; amounts in nano-USD. */
export const usageTotals = {
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
};

export const aiTables = {
  /**
   * One row per call to a provider, failed ones too. Written before and after
   * the call by ai/usage; read by the sweeper and by operators; kept (no
   * personal data in it).
   */
  aiUsage: defineTable({
    workspace_id: v.id("workspaces"),
    /** The digest run it was for. */
    run_id: v.optional(v.string()),
    provider: vProvider,
    /** As asked for; `model_served` is what answered, and what is paid. */
    model: v.string(),
    model_served: v.optional(v.string()),
    tier: vServiceTier,
    tier_served: v.optional(v.string()),
    /** Estimated until the call is settled. */
    input_tokens: v.number(),
    cached_tokens: v.number(),
    output_tokens: v.number(),
    /** Nano-USD set aside before the call. */
    reserved_nano_usd: v.number(),
    /** 0 until the call is settled. */
    cost_nano_usd: v.number(),
    cost_basis: v.optional(vCostBasis),
    /** The tokens or the cost are not the provider's own word. */
    is_estimated: v.boolean(),
    status: vUsageStatus,
    error_code: v.optional(vFailureCode),
    created_at: v.number(),
    settled_at: v.optional(v.number()),
    /** The months it is charged to: the workspace's own and the global one. */
    workspace_month: v.string(),
    global_month: v.string(),
    /** The workspace's day; absent in rows that no migration has reached. */
    workspace_day: v.optional(v.string()),
  })
    .index("by_workspace_id_and_created_at", ["workspace_id", "created_at"])
    .index("by_status_and_created_at", ["status", "created_at"])
    .index("by_provider_and_model_and_status_and_created_at", [
      "provider",
      "model",
      "status",
      "created_at",
    ])
    .index("by_run_id", ["run_id"]),

  /**
   * The running totals of one scope and month ("2026-11"; the workspace's zone,
   * UTC for the global one). Written with every aiUsage row; kept.
   */
  aiMonths: defineTable({
    scope: vBudgetScope,
    month: v.string(),
    ...usageTotals,
    /** The highest percentage somebody has been told of. */
    alerted_percent: v.number(),
    /** The limit that it is a percentage of. */
    alerted_limit_nano_usd: v.optional(v.number()),
  }).index("by_scope_and_month", ["scope", "month"]),

  /**
   * The running totals of one workspace, day and model. Written with every
   * aiUsage row; read by the page; kept.
   */
  aiDays: defineTable({
    workspace_id: v.id("workspaces"),
    /** The month that the call is charged to. */
    month: v.string(),
    day: v.string(),
    provider: vProvider,
    /** As asked for. */
    model: v.string(),
    ...usageTotals,
  }).index("by_workspace_id_and_month_and_day_and_provider_and_model", [
    "workspace_id",
    "month",
    "day",
    "provider",
    "model",
  ]),

  /**
   * When a workspace stopped its AI, and who. Written by admins; read before
   * every call; kept.
   */
  aiPauses: defineTable({
    workspace_id: v.id("workspaces"),
    paused_at: v.number(),
    paused_by: vUserId,
    /** Absent while it stands. */
    resumed_at: v.optional(v.number()),
    resumed_by: v.optional(vUserId),
  }).index("by_workspace_id_and_resumed_at", ["workspace_id", "resumed_at"]),

  /**
   * Monthly limits that differ from the defaults. Written by operators and
   * admins; kept.
   */
  aiBudgets: defineTable({
    scope: vBudgetScope,
    limit_nano_usd: v.number(),
  }).index("by_scope", ["scope"]),

  /**
   * What a model taught us: fields it refuses, and the name it answers with.
   * Written after a call; read before the next; forgotten 30 days after the
   * last refusal, since providers change.
   */
  aiModels: defineTable({
    provider: vProvider,
    model: v.string(),
    omitted: v.array(vOmission),
    /** When a field was last refused. */
    refused_at: v.optional(v.number()),
    served_as: v.optional(v.string()),
  }).index("by_provider_and_model", ["provider", "model"]),
};
