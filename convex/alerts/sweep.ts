/**
 * Looks at the environment, which tells nobody when it changes, and after
 * standing alerts: closes those whose cause is gone.
 */
import { v } from "convex/values";
import { internal } from "../_generated/api";
import { internalMutation } from "../_generated/server";
import { tellOfConfiguration } from "../model/ai/usability";
import { tellOfCrons } from "../model/alerts/cronWatch";
import { resolveAlert } from "../model/alerts/alerts";
import { startCron } from "../ops/crons";
import { isOver } from "./rules";
import { followEnvironment } from "../model/webhooks/rotationWindows";
import { tellOfStuck } from "../model/webhooks/stuckAlert";
import { tellOfSecrets } from "../model/webhooks/secretAlerts";

/** Alerts per transaction; each is judged by a few index reads. */
const BATCH = 100;

/** Goes on by itself when a batch is full. */
export const sweepAlerts = internalMutation({
  args: { cursor: v.optional(v.string()) },
  returns: v.null(),
  handler: async (ctx, { cursor }) => {
    if (cursor === undefined) {
      await tellOfConfiguration(ctx);
      await tellOfSecrets(ctx);
      await tellOfStuck(ctx);
      await tellOfCrons(ctx, startCron);
      await followEnvironment(ctx);
    }
    const standing = await ctx.db
      .query("alerts")
      .withIndex("by_resolved_at_and_last_at", (q) =>
        q.eq("resolved_at", undefined),
      )
      .paginate({ numItems: BATCH, cursor: cursor ?? null });
    for (const alert of standing.page) {
      if (await isOver(ctx, alert, Date.now())) {
        await resolveAlert(ctx, alert);
      }
    }
    if (!standing.isDone) {
      await ctx.scheduler.runAfter(0, internal.alerts.sweep.sweepAlerts, {
        cursor: standing.continueCursor,
      });
    }
    return null;
  },
});
