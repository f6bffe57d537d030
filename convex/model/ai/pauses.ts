/** The switch by which a workspace stops its AI. */
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { UserId } from "../users/tables";

/** The pause that stands; null while AI may be used. */
export async function findPause(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"aiPauses"> | null> {
  return await ctx.db
    .query("aiPauses")
    .withIndex("by_workspace_id_and_resumed_at", (q) =>
      q.eq("workspace_id", workspaceId).eq("resumed_at", undefined),
    )
    .first();
}

/** Stops a workspace's AI or lets it go on; nothing where it is so already. */
export async function setPaused(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  userId: UserId,
  isPaused: boolean,
): Promise<void> {
  const pause = await findPause(ctx, workspaceId);
  const now = Date.now();
  if (isPaused && pause === null) {
    await ctx.db.insert("aiPauses", {
      workspace_id: workspaceId,
      paused_at: now,
      paused_by: userId,
    });
  } else if (!isPaused && pause !== null) {
    await ctx.db.patch("aiPauses", pause._id, {
      resumed_at: now,
      resumed_by: userId,
    });
  }
}
