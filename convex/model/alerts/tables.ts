/** Tables of what watches over the deployment. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const watchTables = {
  /**
   * When each cron of `convex/crons.ts` last came to its end. Written by its
   * runs; read by the watch over them (`model/alerts/cronWatch.ts`), operators
   * and `GET /health`. One row a cron, kept.
   */
  cronRuns: defineTable({
    name: v.string(),
    ran_at: v.number(),
    /** Since when it has run without a pause: before, the service was stopped. */
    since: v.number(),
  }).index("by_name", ["name"]),
};
