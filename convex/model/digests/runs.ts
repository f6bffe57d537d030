/** The life of one digest: claimed once, run in the pool, ended with a summary. */
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { digestPool } from "../../componentClients";
import { logEvent } from "../shared/log";

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

/**
 * The digest that a run goes on from: the newest one, or, where a digest is made
 * again, the one before it.
 */
export async function findBase(
  ctx: QueryCtx,
  run: Doc<"digestRuns">,
): Promise<Doc<"dailySummaries"> | null> {
  if (run.replaces === undefined) {
    return await findLastSummary(ctx, run.workspace_id);
  }
  return await ctx.db
    .query("dailySummaries")
    .withIndex("by_workspace_id_and_watermark", (q) =>
      q.eq("workspace_id", run.workspace_id).lt("watermark", run.up_to),
    )
    .order("desc")
    .first();
}

/** Digests that one day can have: a scheduled one and six an hour. */
const MAX_DIGESTS_A_DAY = 200;

/**
 * The digest of a day ("YYYY-MM-DD"): the scheduled one, or else the newest
 * that people asked for.
 */
export async function findSummaryOf(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  day: string,
): Promise<{
  summary: Doc<"dailySummaries">;
  run: Doc<"digestRuns">;
} | null> {
  const summaries = await ctx.db
    .query("dailySummaries")
    .withIndex("by_workspace_id_and_local_date", (q) =>
      q.eq("workspace_id", workspaceId).eq("local_date", day),
    )
    .order("desc")
    .take(MAX_DIGESTS_A_DAY);
  const made = await Promise.all(
    summaries.map(async (summary) => {
      const run = await ctx.db.get("digestRuns", summary.run_id);
      if (run === null) {
        throw new Error("a digest's run is kept -- invariant");
      }
      return { summary, run };
    }),
  );
  const scheduled = made.find(({ run }) => run.trigger === "schedule");
  return scheduled ?? made[0] ?? null;
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

/** The newest scheduled run of a local day ("2026-09-15"). */
export async function findScheduledRun(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  localDate: string,
): Promise<Doc<"digestRuns"> | null> {
  return await ctx.db
    .query("digestRuns")
    .withIndex("by_workspace_id_and_trigger_and_local_date", (q) =>
      q
        .eq("workspace_id", workspaceId)
        .eq("trigger", "schedule")
        .eq("local_date", localDate),
    )
    .order("desc")
    .first();
}

/**
 * The run whose turn it is: the oldest of the workspace that has not ended. Two
 * at once would pay for the same messages twice.
 */
export async function findOpenRun(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"digestRuns"> | null> {
  return await ctx.db
    .query("digestRuns")
    .withIndex("by_workspace_id_and_finished_at", (q) =>
      q.eq("workspace_id", workspaceId).eq("finished_at", undefined),
    )
    .first();
}

/**
 * Claims a digest and puts it into the pool, or behind an open one of the same
 * workspace; null when a scheduled one of that day is there already, so that
 * replays are harmless. One that failed or was held back may be made again.
 */
export async function startRun(
  ctx: MutationCtx,
  run: NewRun,
): Promise<Id<"digestRuns"> | null> {
  if (run.trigger === "schedule") {
    const existing = await findScheduledRun(
      ctx,
      run.workspace_id,
      run.local_date,
    );
    if (existing !== null && !mayBeMadeAgain(existing)) {
      return null;
    }
  }
  const last = await findLastSummary(ctx, run.workspace_id);
  return await insertRun(ctx, {
    ...run,
    after: last?.watermark,
    up_to: ctx.meta.getSnapshotTs(),
  });
}

/** It told of nothing: it failed, or was held back. */
const mayBeMadeAgain = ({ status, reason }: Doc<"digestRuns">) =>
  status === "failed" ||
  (status === "skipped" && reason === "automations_paused");

/** Runs of one workspace that wait for each other. */
const MAX_OPEN_RUNS = 50;

/** Ends the scheduled runs that are under way. */
export async function holdOpenRuns(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"digestRuns">[]> {
  const open = await ctx.db
    .query("digestRuns")
    .withIndex("by_workspace_id_and_finished_at", (q) =>
      q.eq("workspace_id", workspaceId).eq("finished_at", undefined),
    )
    .take(MAX_OPEN_RUNS);
  const scheduled = open.filter(({ trigger }) => trigger === "schedule");
  for (const run of scheduled) {
    await endRun(ctx, run, "skipped", "automations_paused");
  }
  return scheduled;
}

/**
 * Makes a digest again, of the messages that it was made of, as far as they are
 * still there. It stands until the new one takes its place.
 */
export async function startAgain(
  ctx: MutationCtx,
  summary: Doc<"dailySummaries">,
  first: Doc<"digestRuns">,
): Promise<Id<"digestRuns">> {
  return await insertRun(ctx, {
    workspace_id: summary.workspace_id,
    trigger: first.trigger,
    local_date: summary.local_date,
    due_at: first.due_at,
    after: first.after,
    up_to: summary.watermark,
    replaces: summary._id,
  });
}

async function insertRun(
  ctx: MutationCtx,
  run: NewRun & Pick<Doc<"digestRuns">, "after" | "up_to" | "replaces">,
): Promise<Id<"digestRuns">> {
  const open = await findOpenRun(ctx, run.workspace_id);
  const runId = await ctx.db.insert("digestRuns", {
    ...run,
    status: "claimed",
    attempts: 1,
    call_attempts: 0,
    claimed_at: Date.now(),
  });
  if (open === null) {
    await enqueueRun(ctx, runId);
  }
  return runId;
}

/** @param runAt ms; as soon as the pool has room unless given */
export async function enqueueRun(
  ctx: MutationCtx,
  runId: Id<"digestRuns">,
  runAt?: number,
): Promise<void> {
  const workId = await digestPool.enqueueAction(
    ctx,
    internal.digests.run.makeDigest,
    { run_id: runId },
    {
      // What fails here is our own fault; the sweeper looks after it.
      retry: false,
      ...(runAt === undefined ? {} : { runAt }),
    },
  );
  await ctx.db.patch("digestRuns", runId, { work_id: workId });
}

/**
 * True while a run's job waits in the pool or works, however long: the pool
 * knows, a clock does not.
 */
export async function isInPool(
  ctx: MutationCtx,
  run: Doc<"digestRuns">,
): Promise<boolean> {
  if (run.work_id === undefined) {
    return false;
  }
  return (await digestPool.status(ctx, run.work_id)).state !== "finished";
}

/** Ends a run and lets the next one of its workspace begin. */
export async function endRun(
  ctx: MutationCtx,
  run: Doc<"digestRuns">,
  status: "done" | "skipped" | "failed",
  reason: string | undefined,
): Promise<void> {
  const now = Date.now();
  await ctx.db.patch("digestRuns", run._id, {
    status,
    reason,
    retry_at: undefined,
    finished_at: now,
  });
  await deletePages(ctx, run._id);
  logEvent("digest.ended", {
    run_id: run._id,
    workspace_id: run.workspace_id,
    status,
    reason,
    lag_ms: now - run.due_at,
  });
  const next = await findOpenRun(ctx, run.workspace_id);
  if (next !== null && !(await isInPool(ctx, next))) {
    await enqueueRun(ctx, next._id);
  }
}

export async function deletePages(
  ctx: MutationCtx,
  runId: Id<"digestRuns">,
): Promise<void> {
  const pages = await ctx.db
    .query("digestPages")
    .withIndex("by_run_id_and_page", (q) => q.eq("run_id", runId))
    .take(MAX_KEPT_PAGES);
  for (const page of pages) {
    await ctx.db.delete("digestPages", page._id);
  }
}
