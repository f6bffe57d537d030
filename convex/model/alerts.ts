/** Things an operator should look at: one counted row per kind and key. */
import type { Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";

export async function raiseAlert(
  ctx: MutationCtx,
  alert: { kind: string; key: string; workspace_id?: Id<"workspaces"> },
): Promise<void> {
  const now = Date.now();
  const existing = await ctx.db
    .query("alerts")
    .withIndex("by_kind_and_key", (q) =>
      q.eq("kind", alert.kind).eq("key", alert.key),
    )
    .first();
  if (existing === null) {
    await ctx.db.insert("alerts", {
      ...alert,
      count: 1,
      first_at: now,
      last_at: now,
    });
    return;
  }
  await ctx.db.patch("alerts", existing._id, {
    count: existing.count + 1,
    last_at: now,
    resolved_at: undefined,
  });
}

/** Raises an alert unless it already stands; writes nothing then. */
export async function raiseAlertOnce(
  ctx: MutationCtx,
  alert: { kind: string; key: string; workspace_id?: Id<"workspaces"> },
): Promise<void> {
  const standing = await ctx.db
    .query("alerts")
    .withIndex("by_kind_and_key", (q) =>
      q.eq("kind", alert.kind).eq("key", alert.key),
    )
    .first();
  if (standing === null || standing.resolved_at !== undefined) {
    await raiseAlert(ctx, alert);
  }
}
