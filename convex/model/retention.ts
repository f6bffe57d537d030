/** Deleting what has expired: raw bodies and parked events. Audit rows stay. */
import type { MutationCtx } from "../_generated/server";

/**
 * Rows per transaction. A payload part is at most 0.75 MiB of the 16 MiB a
 * transaction may read.
 */
const PAYLOAD_BATCH = 16;
const PARKED_BATCH = 500;

/** Deletes one batch; `is_done` is false when more may be waiting. */
export async function sweepExpired(
  ctx: MutationCtx,
): Promise<{ deleted: number; is_done: boolean }> {
  const now = Date.now();
  const payloads = await ctx.db
    .query("webhookPayloads")
    .withIndex("by_expires_at", (q) => q.lt("expires_at", now))
    .take(PAYLOAD_BATCH);
  const parked = await ctx.db
    .query("parkedEvents")
    .withIndex("by_expires_at", (q) =>
      q.gt("expires_at", 0).lt("expires_at", now),
    )
    .take(PARKED_BATCH);
  for (const payload of payloads) {
    await ctx.db.delete("webhookPayloads", payload._id);
  }
  for (const event of parked) {
    await ctx.db.delete("parkedEvents", event._id);
  }
  return {
    deleted: payloads.length + parked.length,
    is_done: payloads.length < PAYLOAD_BATCH && parked.length < PARKED_BATCH,
  };
}
