/** A workspace's digests, for people. */
import { paginationOptsValidator } from "convex/server";
import { ConvexError, v } from "convex/values";
import { formatDay, toLocalTime } from "../src/lib/time/localTime";
import { rateLimiter } from "./componentClients";
import { workspaceMutation, workspaceQuery } from "./functions";
import { findOpenRun, startRun } from "./model/digests/runs";
import { requireWithinLimit } from "./model/shared/limit";
import { toSummaryView, vSummaryPage } from "./model/shared/views";

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
