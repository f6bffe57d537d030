/** A workspace's digests, for people. */
import { paginationOptsValidator } from "convex/server";
import { ConvexError, v } from "convex/values";
import { formatDay, parseDay, toLocalTime } from "../src/lib/time/localTime";
import { rateLimiter } from "./componentClients";
import { workspaceMutation, workspaceQuery } from "./functions";
import { makeDigest } from "./model/digests/again";
import { findOpenRun, findSummaryOf, startRun } from "./model/digests/runs";
import { setModelAllowed } from "./model/digests/schedule";
import { withLocalVersion } from "./model/settings/local";
import { requireWithinLimit } from "./model/shared/limit";
import { refusal } from "./model/shared/refuse";
import {
  toRunView,
  toSummaryView,
  vRunPage,
  vSummary,
  vSummaryPage,
} from "./model/shared/views";

/**
 * Digests, newest first.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: { paginationOpts: paginationOptsValidator },
  returns: vSummaryPage,
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("dailySummaries")
      .withIndex("by_workspace_id_and_watermark", (q) =>
        q.eq("workspace_id", ctx.workspace._id),
      )
      .order("desc")
      .paginate(args.paginationOpts);
    return { ...page, page: page.page.map(toSummaryView) };
  },
});

/**
 * Makes a digest of everything since the last one, now. It appears in
 * {@link list} when it is ready; the scheduled one then begins after it.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below agent,
 *   `digest_running` while one is being made, `rate_limited` with
 *   `retry_after_ms` above 6 an hour.
 */
export const runNow = workspaceMutation({
  role: "agent",
  args: {},
  returns: v.object({ run_id: v.id("digestRuns") }),
  handler: async (ctx) => {
    const { workspace } = ctx;
    if ((await findOpenRun(ctx, workspace._id)) !== null) {
      throw new ConvexError({ code: "digest_running" });
    }
    await requireWithinLimit(
      rateLimiter.limit(ctx, "digestNow", { key: workspace._id }),
    );
    const now = Date.now();
    const runId = await startRun(ctx, {
      workspace_id: workspace._id,
      trigger: "manual",
      local_date: formatDay(toLocalTime(now, workspace.timezone)),
      due_at: now,
    });
    if (runId === null) {
      throw new Error("a manual run is always new -- invariant");
    }
    return { run_id: runId };
  },
});

/**
 * The digest of a day ("2026-09-15" on the workspace's calendar), the scheduled
 * one before those that people asked for; null when there is none. Its `text` is
 * plain, fit for a chat.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `invalid_day`.
 */
export const get = workspaceQuery({
  role: "viewer",
  args: { local_date: v.string() },
  returns: v.union(v.null(), vSummary),
  handler: async (ctx, { local_date }) => {
    if (parseDay(local_date) === null) {
      throw refusal("invalidDay");
    }
    const made = await findSummaryOf(ctx, ctx.workspace._id, local_date);
    return made && toSummaryView(made.summary);
  },
});

/**
 * How digests were made and are being made, the latest begun first: due, retried
 * at, skipped or failed, and why.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const runs = workspaceQuery({
  role: "viewer",
  args: { paginationOpts: paginationOptsValidator },
  returns: vRunPage,
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("digestRuns")
      .withIndex("by_workspace_id", (q) =>
        q.eq("workspace_id", ctx.workspace._id),
      )
      .order("desc")
      .paginate(args.paginationOpts);
    return { ...page, page: page.page.map(toRunView) };
  },
});

/**
 * Makes the digest of a day again, of the same messages; it takes the place of
 * the one before. A day without one gets one of everything not yet told.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below agent,
 *   `invalid_day`, `digest_running`, `rate_limited` with `retry_after_ms` above 6
 *   an hour.
 */
export const again = workspaceMutation({
  role: "agent",
  args: { local_date: v.string() },
  returns: v.object({ run_id: v.id("digestRuns") }),
  handler: async (ctx, { local_date }) => {
    await requireWithinLimit(
      rateLimiter.limit(ctx, "digestNow", { key: ctx.workspace._id }),
    );
    const { run_id } = await makeDigest(ctx, ctx.workspace, local_date);
    return { run_id };
  },
});

/**
 * Says whether a model may read the workspace's messages: without it nothing of
 * them leaves the deployment for digests, whatever provider is configured.
 *
 * @returns What it said before, to undo it with.
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin.
 */
export const allowModel = workspaceMutation({
  role: "admin",
  args: { is_allowed: v.boolean() },
  returns: v.object({ is_allowed: v.boolean() }),
  handler: async (ctx, { is_allowed }) => {
    const { workspace, member } = ctx;
    const wasAllowed = await withLocalVersion(
      ctx,
      workspace._id,
      member.user_id,
      () => setModelAllowed(ctx, workspace, is_allowed),
    );
    return { is_allowed: wasAllowed };
  },
});
