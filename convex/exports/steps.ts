/** The steps of exports, and the sweepers of lost ones and old ones. */
import { v } from "convex/values";
import { internal } from "../_generated/api";
import { internalMutation } from "../_generated/server";
import { endExport, goOn, writeNext } from "../model/exports/writing";
import { logEvent } from "../model/shared/log";
import { findGoneStep } from "../model/shared/scheduled";
import { loadWorkspaceScope } from "../model/workspaces/scope";

const SWEEP_BATCH = 100;
/** Chunks deleted at a time: reading them counts, up to 0.75 MiB each. */
const CHUNKS_DELETED = 10;

/** Writes the next contacts and schedules the step after. */
export const run = internalMutation({
  args: { export_id: v.id("exports"), step: v.number() },
  returns: v.null(),
  handler: async (ctx, { export_id, step }) => {
    const row = await ctx.db.get("exports", export_id);
    if (row?.status === "running" && row.step === step) {
      const { workspace } = await loadWorkspaceScope(ctx, row.workspace_id);
      await writeNext(ctx, row, workspace);
    }
    return null;
  },
});

/** Gives exports whose step is gone another one. For the crons. */
export const restartLost = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const running = await ctx.db
      .query("exports")
      .withIndex("by_status", (q) => q.eq("status", "running"))
      .take(SWEEP_BATCH);
    for (const row of running) {
      const gone = await findGoneStep(ctx, row);
      if (gone === null) {
        continue;
      }
      const { attempts, isGivenUp } = gone;
      logEvent("export.stuck", { export_id: row._id, attempts });
      if (isGivenUp) {
        await endExport(ctx, row, { status: "failed", attempts });
      } else {
        await goOn(ctx, row, { attempts });
      }
    }
    return null;
  },
});

/** Deletes what can be downloaded no more. For the crons. */
export const deleteExpired = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const row = await ctx.db
      .query("exports")
      .withIndex("by_expires_at", (q) =>
        q.gt("expires_at", 0).lt("expires_at", Date.now()),
      )
      .first();
    if (row === null) {
      return null;
    }
    const chunks = await ctx.db
      .query("exportChunks")
      .withIndex("by_export_id_and_file", (q) => q.eq("export_id", row._id))
      .take(CHUNKS_DELETED);
    for (const chunk of chunks) {
      await ctx.db.delete("exportChunks", chunk._id);
    }
    if (chunks.length < CHUNKS_DELETED) {
      await ctx.db.patch("exports", row._id, { expires_at: undefined });
    }
    await ctx.scheduler.runAfter(0, internal.exports.steps.deleteExpired, {});
    return null;
  },
});
