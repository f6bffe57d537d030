/**
 * Changes to many contacts at once: which contacts match is written down first,
 * a row each, then the rows are worked off. So a job acts on what matched when
 * it began, however its own changes move the contacts in the list. Jobs of one
 * workspace run one after the other, oldest first.
 */
import { v } from "convex/values";
import { DAY_MS } from "../../../src/lib/time/units";
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { rateLimiter } from "../../componentClients";
import schema from "../../schema";
import type { BulkStatus } from "./bulkTables";

export type Job = Doc<"bulkJobs">;
export type JobRow = Doc<"bulkJobRows">;

/** Contacts a step works on: each has a few reads and writes. */
export const STEP_ROWS = 50;

/** How long a job can be undone, and how long its rows are kept. */
export const UNDO_MS = 30 * DAY_MS;

export const NO_COUNTS: Job["counts"] = {
  total: 0,
  changed: 0,
  unchanged: 0,
  refused: 0,
  failed: 0,
  undone: 0,
  kept: 0,
};

export const vJob = v.object({
  ...schema
    .doc("bulkJobs")
    .omit("_id", "cursor", "has_rows", "attempts", "step_id").fields,
  job_id: v.id("bulkJobs"),
  /** Until when it can be undone, ms UTC; absent when it cannot be, or not yet. */
  undo_until: v.optional(v.number()),
});

export function toJobView(job: Job): typeof vJob.type {
  const {
    _id,
    cursor: _cursor,
    has_rows: hasRows,
    attempts: _attempts,
    step_id: _stepId,
    ...view
  } = job;
  const isUndoable = hasRows && job.status !== "undone";
  return {
    ...view,
    job_id: _id,
    undo_until:
      isUndoable && job.ended_at !== undefined
        ? job.ended_at + UNDO_MS
        : undefined,
  };
}

/** The job of a workspace whose turn it is. */
async function findTurn(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Job | null> {
  return await ctx.db
    .query("bulkJobs")
    .withIndex("by_workspace_id_and_ended_at", (q) =>
      q.eq("workspace_id", workspaceId).eq("ended_at", undefined),
    )
    .first();
}

/** What names a job and its workspace. */
type JobRef = Pick<Job, "_id" | "workspace_id">;

export const isItsTurn = async (ctx: QueryCtx, job: JobRef): Promise<boolean> =>
  (await findTurn(ctx, job.workspace_id))?._id === job._id;

/**
 * Schedules a job's next step, as soon as the workspace's share of the
 * deployment allows.
 */
export async function scheduleStep(
  ctx: MutationCtx,
  job: JobRef,
): Promise<void> {
  const { retryAfter } = await rateLimiter.limit(ctx, "bulkRows", {
    key: job.workspace_id,
    count: STEP_ROWS,
    reserve: true,
  });
  const step_id = await ctx.scheduler.runAfter(
    retryAfter ?? 0,
    internal.contacts.bulkSteps.step,
    { job_id: job._id },
  );
  await ctx.db.patch("bulkJobs", job._id, { step_id });
}

/** Lets a job run when it is its turn; otherwise who ends before it will. */
export async function startJob(ctx: MutationCtx, job: JobRef): Promise<void> {
  if (await isItsTurn(ctx, job)) {
    await scheduleStep(ctx, job);
  }
}

/** Ends a job and lets the next of its workspace run. */
export async function endJob(
  ctx: MutationCtx,
  job: JobRef,
  status: BulkStatus,
  now: number,
): Promise<void> {
  await ctx.db.patch("bulkJobs", job._id, {
    status,
    ended_at: now,
    step_id: undefined,
  });
  const next = await findTurn(ctx, job.workspace_id);
  if (next !== null) {
    await scheduleStep(ctx, next);
  }
}

/** Rows of a job with a result, in the order they were written down. */
export const rowsWith = (
  ctx: QueryCtx,
  jobId: Id<"bulkJobs">,
  result: JobRow["result"],
) =>
  ctx.db
    .query("bulkJobRows")
    .withIndex("by_job_id_and_result", (q) =>
      q.eq("job_id", jobId).eq("result", result),
    );
