/** The life of one digest: claimed once, run in the pool, ended with a summary. */
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { digestPool } from "../componentClients";

/** Answers one run keeps: its pages and the merging one, with room. */
export const MAX_KEPT_PAGES = 32;

export type NewRun = Pick<
  Doc<"digestRuns">,
  "workspace_id" | "trigger" | "local_date" | "due_at"
>;

/** The newest digest of a workspace: the next one begins at its watermark. */
export async function findLastSummary(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"dailySummaries"> | null> {
  return await ctx.db
    .query("dailySummaries")
    .withIndex("by_workspace_id_and_watermark", (q) =>
      q.eq("workspace_id", workspaceId),
    )
    .order("desc")
    .first();
}

/** The run of the newest day, of one kind. */
export async function findNewestRun(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  trigger: Doc<"digestRuns">["trigger"],
): Promise<Doc<"digestRuns"> | null> {
  return await ctx.db
    .query("digestRuns")
    .withIndex("by_workspace_id_and_trigger_and_local_date", (q) =>
      q.eq("workspace_id", workspaceId).eq("trigger", trigger),
    )
    .order("desc")
    .first();
}

/** A run of the workspace that has not ended. */
export async function findOpenRun(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"digestRuns"> | null> {
  for (const trigger of ["schedule", "manual"] as const) {
    const newest = await findNewestRun(ctx, workspaceId, trigger);
    if (newest !== null && newest.finished_at === undefined) {
      return newest;
    }
  }
  return null;
}

/**
 * Claims a digest and puts it into the pool; null when a scheduled one of that
 * day is there already, so that replays are harmless.
 */
export async function startRun(
  ctx: MutationCtx,
  run: NewRun,
): Promise<Id<"digestRuns"> | null> {
  if (run.trigger === "schedule") {
    const existing = await ctx.db
      .query("digestRuns")
      .withIndex("by_workspace_id_and_trigger_and_local_date", (q) =>
        q
          .eq("workspace_id", run.workspace_id)
          .eq("trigger", run.trigger)
          .eq("local_date", run.local_date),
      )
      .first();
    if (existing !== null) {
      return null;
    }
  }
  const last = await findLastSummary(ctx, run.workspace_id);
  const runId = await ctx.db.insert("digestRuns", {
    ...run,
    status: "claimed",
    after: last?.watermark,
    up_to: ctx.meta.getSnapshotTs(),
    attempts: 1,
    call_attempts: 0,
    claimed_at: Date.now(),
  });
  await enqueueRun(ctx, runId);
  return runId;
}

/** @param runAt ms; as soon as the pool has room unless given */
export async function enqueueRun(
  ctx: MutationCtx,
  runId: Id<"digestRuns">,
  runAt?: number,
): Promise<void> {
  await digestPool.enqueueAction(
    ctx,
    internal.digests.run.execute,
    { run_id: runId },
    {
      // What fails here is our own fault; the sweeper looks after it.
      retry: false,
      ...(runAt === undefined ? {} : { runAt }),
    },
  );
}
