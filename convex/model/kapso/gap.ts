/** How far apart Kapso and we are, by the comparisons that came to their end. */
import { v, type Infer } from "convex/values";
import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { findMonitor, type Comparison } from "./health";
import { vReconcileMode } from "./tables";

/** A day of hourly comparisons. */
const SHOWN = 24;

const vFound = v.object({
  at: v.number(),
  missing: v.number(),
  stale: v.number(),
  /** Of both, what was fed and is there now. */
  repaired: v.number(),
  /** From the newest message that we had to the newest that Kapso has. */
  lag_ms: v.number(),
});

export const vGap = v.object({
  mode: v.union(v.literal("off"), vReconcileMode),
  /** The newest comparisons that came to their end, oldest first. */
  comparisons: v.array(vFound),
});
export type Gap = Infer<typeof vGap>;

const toFound = (comparison: Comparison): Infer<typeof vFound> => ({
  at: comparison.finished_at ?? comparison.progressed_at,
  missing: comparison.missing,
  stale: comparison.stale,
  repaired: comparison.repaired,
  lag_ms: comparison.lag_ms ?? 0,
});

/** @param count so many of the newest comparisons */
export async function readGap(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  count = SHOWN,
): Promise<Gap> {
  const monitor = await findMonitor(ctx, workspaceId);
  const done = await ctx.db
    .query("syncHealth")
    .withIndex("by_workspace_id_and_status_and_started_at", (q) =>
      q.eq("workspace_id", workspaceId).eq("status", "done"),
    )
    .order("desc")
    .take(count);
  return {
    mode: monitor?.mode ?? "off",
    comparisons: done.map(toFound).reverse(),
  };
}
