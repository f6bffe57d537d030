/** The switch by which a workspace stops what we trigger by ourselves. */
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";

/** The pause that stands; null while automations run. */
export async function findAutomationPause(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"automationPauses"> | null> {
  return await ctx.db
    .query("automationPauses")
    .withIndex("by_workspace_id_and_lifted_at", (q) =>
      q.eq("workspace_id", workspaceId).eq("lifted_at", undefined),
    )
    .first();
}

/** Counts a digest that was due and is not made. */
export async function holdDigest(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  digest: { local_date: string; due_at: number },
): Promise<void> {
  const pause = await findAutomationPause(ctx, workspaceId);
  if (pause !== null) {
    await ctx.db.patch("automationPauses", pause._id, {
      held_digests: pause.held_digests + 1,
      last_digest: digest,
    });
  }
}
