/** How much of its limits a transaction has used. */
import type { QueryCtx } from "../../_generated/server";

/** What a loop over items spends. */
const METERS = [
  "bytesRead",
  "bytesWritten",
  "databaseQueries",
  "documentsRead",
  "documentsWritten",
  "functionsScheduled",
] as const;

/**
 * True while at most half of every limit is used, so that a further step surely
 * has room (docs.convex.dev/production/state/limits).
 */
export async function hasRoom(ctx: QueryCtx): Promise<boolean> {
  const metrics = await ctx.meta.getTransactionMetrics();
  return METERS.every((meter) => {
    const { used, remaining } = metrics[meter];
    return used <= remaining;
  });
}
