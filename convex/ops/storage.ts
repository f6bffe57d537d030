/** How much is stored, and deleting what has expired. */
import { v } from "convex/values";
import { internal } from "../_generated/api";
import {
  internalAction,
  internalMutation,
  internalQuery,
} from "../_generated/server";
import { sweepExpired } from "../model/webhooks/retention";
import { sweepSignatureLimits } from "../model/webhooks/signatureLimit";
import { TABLE_NAMES, vTableName } from "../model/shared/tableNames";

/** Rows counted per query, far below the 32,000 a query may read. */
const COUNT_PAGE = 2000;

/**
 * Deletes one batch of what has expired, then goes on by itself; at the end, the
 * counts of failed verifications.
 */
export const retentionSweep = internalMutation({
  args: {},
  returns: v.object({ deleted: v.number(), is_done: v.boolean() }),
  handler: async (ctx) => {
    const swept = await sweepExpired(ctx);
    if (swept.is_done) {
      await sweepSignatureLimits(ctx);
    } else {
      await ctx.scheduler.runAfter(0, internal.ops.retentionSweep, {});
    }
    return swept;
  },
});

/**
 * Rows per table. Reads every row, page by page: for local and small
 * deployments.
 */
export const counts = internalAction({
  args: {},
  returns: v.record(v.string(), v.number()),
  handler: async (ctx): Promise<Record<string, number>> => {
    const totals: Record<string, number> = {};
    for (const table of TABLE_NAMES) {
      let cursor: string | null = null;
      totals[table] = 0;
      for (;;) {
        const page: { rows: number; cursor: string; is_done: boolean } =
          await ctx.runQuery(internal.ops.countPage, { table, cursor });
        totals[table] += page.rows;
        cursor = page.cursor;
        if (page.is_done) {
          break;
        }
      }
    }
    return totals;
  },
});

/** Counts one page of a table. */
export const countPage = internalQuery({
  args: { table: vTableName, cursor: v.union(v.null(), v.string()) },
  returns: v.object({
    rows: v.number(),
    cursor: v.string(),
    is_done: v.boolean(),
  }),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query(args.table)
      .paginate({ numItems: COUNT_PAGE, cursor: args.cursor });
    return {
      rows: page.page.length,
      cursor: page.continueCursor,
      is_done: page.isDone,
    };
  },
});
