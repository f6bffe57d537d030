/** Things an operator should look at: one counted row per kind and key. */
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";

interface Alert {
  kind: string;
  key: string;
  workspace_id?: Id<"workspaces">;
}

export async function raiseAlert(
  ctx: MutationCtx,
  alert: Alert,
): Promise<void> {
  await countAlert(ctx, alert, await findAlert(ctx, alert));
}

/** Raises an alert unless it already stands; writes nothing then. */
export async function raiseAlertOnce(
  ctx: MutationCtx,
  alert: Alert,
): Promise<void> {
  const existing = await findAlert(ctx, alert);
  if (existing === null || existing.resolved_at !== undefined) {
    await countAlert(ctx, alert, existing);
  }
}

async function findAlert(
  ctx: MutationCtx,
  { kind, key }: Alert,
): Promise<Doc<"alerts"> | null> {
  return await ctx.db
    .query("alerts")
    .withIndex("by_kind_and_key", (q) => q.eq("kind", kind).eq("key", key))
    .first();
}

async function countAlert(
  ctx: MutationCtx,
  alert: Alert,
  existing: Doc<"alerts"> | null,
): Promise<void> {
  const now = Date.now();
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
