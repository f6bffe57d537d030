/** What the machine says of its disk: only the process beside the database knows. */
import { v } from "convex/values";
import { isDiskLow } from "../../src/lib/alerts/disk";
import { internalMutation } from "../_generated/server";
import { raiseAlertOnce } from "../model/alerts/alerts";

/** Raises the alert while the disk is nearly full; `npm start` calls it. */
export const report = internalMutation({
  args: { free_bytes: v.number(), total_bytes: v.number() },
  returns: v.object({ is_low: v.boolean() }),
  handler: async (ctx, args) => {
    const standing = await ctx.db
      .query("alerts")
      .withIndex("by_kind_and_key", (q) =>
        q.eq("kind", "disk_low").eq("key", "deployment"),
      )
      .first();
    const isStanding = standing !== null && standing.resolved_at === undefined;
    const is_low = isDiskLow(args, isStanding);
    if (is_low) {
      await raiseAlertOnce(ctx, { kind: "disk_low", key: "deployment" });
    }
    return { is_low };
  },
});
