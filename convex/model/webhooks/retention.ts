/**
 * Deleting what has expired: raw bodies, their slices, parked events, and secrets
 * whose rotation is over. Audit rows stay.
 */
import type { MutationCtx } from "../../_generated/server";
import { NO_PREVIOUS_SECRET } from "./endpoints";

/**
 * Rows per transaction. A part of a body or of a slice is at most 0.75 MiB of
 * the 16 MiB a transaction may read.
 */
const PART_BATCH = 8;
const PARKED_BATCH = 500;
const ENDPOINT_BATCH = 100;

/** Deletes one batch; `is_done` is false when more may be waiting. */
export async function sweepExpired(
  ctx: MutationCtx,
): Promise<{ deleted: number; is_done: boolean }> {
  const now = Date.now();
  const payloads = await ctx.db
    .query("webhookPayloads")
    .withIndex("by_expires_at", (q) => q.lt("expires_at", now))
    .take(PART_BATCH);
  const slices = await ctx.db
    .query("webhookSlices")
    .withIndex("by_expires_at", (q) => q.lt("expires_at", now))
    .take(PART_BATCH);
  const parked = await ctx.db
    .query("parkedEvents")
    .withIndex("by_expires_at", (q) =>
      q.gt("expires_at", 0).lt("expires_at", now),
    )
    .take(PARKED_BATCH);
  // Nothing is accepted past its time, so this only clears away.
  const rotated = await ctx.db
    .query("endpoints")
    .withIndex("by_previous_secret_until", (q) =>
      q.gt("previous_secret_until", 0).lte("previous_secret_until", now),
    )
    .take(ENDPOINT_BATCH);
  for (const payload of payloads) {
    await ctx.db.delete("webhookPayloads", payload._id);
  }
  for (const slice of slices) {
    await ctx.db.delete("webhookSlices", slice._id);
  }
  for (const event of parked) {
    await ctx.db.delete("parkedEvents", event._id);
  }
  for (const endpoint of rotated) {
    await ctx.db.patch("endpoints", endpoint._id, NO_PREVIOUS_SECRET);
  }
  return {
    deleted: payloads.length + slices.length + parked.length + rotated.length,
    is_done:
      payloads.length < PART_BATCH &&
      slices.length < PART_BATCH &&
      parked.length < PARKED_BATCH &&
      rotated.length < ENDPOINT_BATCH,
  };
}
