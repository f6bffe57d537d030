/** Bulk changes under way and done: how far, what became of each contact, undo. */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { v } from "convex/values";
import { jobMutation, jobQuery, workspaceQuery } from "./functions";
import {
  endJob,
  rowsWith,
  startJob,
  toJobView,
  UNDO_MS,
  vJob,
} from "./model/contacts/bulkJobs";
import { vRowResult } from "./model/contacts/bulkTables";
import { editRefusal } from "./model/shared/refuse";

/**
 * The workspace's jobs, newest first.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vJob),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("bulkJobs")
      .withIndex("by_workspace_id", (q) =>
        q.eq("workspace_id", ctx.workspace._id),
      )
      .order("desc")
      .paginate(args.paginationOpts);
    return { ...page, page: page.page.map(toJobView) };
  },
});

/**
 * One job with its progress: `counts.total` contacts, and what became of them
 * so far.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const get = jobQuery({
  role: "viewer",
  args: {},
  returns: vJob,
  handler: async (ctx) => toJobView(ctx.job),
});

const vJobRow = v.object({
  contact_id: v.id("contacts"),
  /** As it was when the row is read, for a list of names. */
  name: v.optional(v.string()),
  result: vRowResult,
  /** Why it was refused or failed. */
  code: v.optional(v.string()),
});

/**
 * A job's contacts with one result. Kept until the job cannot be undone any
 * more.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const rows = jobQuery({
  role: "viewer",
  args: { result: vRowResult, paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vJobRow),
  handler: async (ctx, args) => {
    const page = await rowsWith(ctx, ctx.job._id, args.result).paginate(
      args.paginationOpts,
    );
    const shown = page.page.map(async ({ contact_id, result, code }) => {
      const contact = await ctx.db.get("contacts", contact_id);
      return { contact_id, name: contact?.name, result, code };
    });
    return { ...page, page: await Promise.all(shown) };
  },
});

/**
 * Stops a job, or its undo, where it is; what it did stays and can be undone. A
 * job that is over stays as it is.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` for viewers.
 */
export const cancel = jobMutation({
  role: "agent",
  args: {},
  returns: vJob,
  handler: async (ctx) => {
    const { job } = ctx;
    if (job.ended_at !== undefined) {
      return toJobView(job);
    }
    const now = Date.now();
    if (job.step_id !== undefined) {
      await ctx.scheduler.cancel(job.step_id);
    }
    await endJob(ctx, job, "canceled", now);
    return toJobView({ ...job, status: "canceled", ended_at: now });
  },
});

/**
 * Takes a job back: every contact that it changed and that nobody has changed
 * since becomes what it was. Runs as the job did, with the same progress. Asked
 * for again it changes nothing.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` for viewers,
 *   `job_running`, `undo_expired` after 30 days.
 */
export const undo = jobMutation({
  role: "agent",
  args: {},
  returns: vJob,
  handler: async (ctx) => {
    const { job, member } = ctx;
    if (job.status === "undoing" || job.status === "undone") {
      return toJobView(job);
    }
    if (job.ended_at === undefined) {
      throw editRefusal("jobRunning");
    }
    if (!job.has_rows || Date.now() - job.ended_at > UNDO_MS) {
      throw editRefusal("undoExpired");
    }
    const undoing = {
      ...job,
      status: "undoing" as const,
      ended_at: undefined,
      undone_by: member.user_id,
      attempts: 0,
    };
    const { status, ended_at, undone_by, attempts } = undoing;
    await ctx.db.patch("bulkJobs", job._id, {
      status,
      ended_at,
      undone_by,
      attempts,
    });
    await startJob(ctx, undoing);
    return toJobView(undoing);
  },
});
