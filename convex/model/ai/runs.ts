/** What the calls of one digest run cost together. */
import { v, type Infer } from "convex/values";
import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";

/** A run asks for a few pages, each a few times; the cap bounds the work. */
const MAX_CALLS = 200;

export const vRunCost = v.object({
  /** Those that answered, each once, as they name themselves. */
  models: v.array(v.string()),
  call_count: v.number(),
  /** Cached ones included. */
  input_tokens: v.number(),
  output_tokens: v.number(),
  cost_nano_usd: v.number(),
  /** Part of it is not the provider's own word. */
  is_estimated: v.boolean(),
  /** From the first call to the end of the last, ms; null without calls. */
  took_ms: v.union(v.null(), v.number()),
});

/** Of a run of another workspace, as of one without calls, nothing. */
export async function costOfRun(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  runId: string,
): Promise<Infer<typeof vRunCost>> {
  const all = await ctx.db
    .query("aiUsage")
    .withIndex("by_run_id", (q) => q.eq("run_id", runId))
    .take(MAX_CALLS);
  const calls = all.filter((call) => call.workspace_id === workspaceId);
  const sum = (numbers: readonly number[]) =>
    numbers.reduce((total, one) => total + one, 0);
  const ends = calls.map((call) => call.settled_at ?? call.created_at);
  const begun = calls.map((call) => call.created_at);
  return {
    models: [...new Set(calls.flatMap((call) => call.model_served ?? []))],
    call_count: calls.length,
    input_tokens: sum(calls.map((call) => call.input_tokens)),
    output_tokens: sum(calls.map((call) => call.output_tokens)),
    cost_nano_usd: sum(calls.map((call) => call.cost_nano_usd)),
    is_estimated: calls.some((call) => call.is_estimated),
    took_ms: calls.length === 0 ? null : Math.max(...ends) - Math.min(...begun),
  };
}
