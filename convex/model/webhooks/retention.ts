/**
 * Deleting what has expired: raw bodies, their slices, parked events, and secrets
 * whose rotation is over. Audit rows stay.
 */
import type { MutationCtx } from "../../_generated/server";
import { DAY_MS } from "../../../src/lib/time/units";
import { NO_PREVIOUS_SECRET } from "./endpoints";

/** How long it is known who replayed a delivery, and who looked at its body. */
const REPLAY_RETENTION_MS = 90 * DAY_MS;
const LOOK_RETENTION_MS = 365 * DAY_MS;
/** Each hour of a year can be compared with the same one of the year before. */
const HOUR_RETENTION_MS = 400 * DAY_MS;

/**
 * Rows per transaction. A part of a body or of a slice is at most 0.75 MiB of
 * the 16 MiB a transaction may read.
 */
const PART_BATCH = 8;
const PARKED_BATCH = 500;
const ENDPOINT_BATCH = 100;
const LOG_BATCH = 200;

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
  const logs = await sweepLogs(ctx, now);
  return {
    deleted:
      logs.deleted +
      payloads.length +
      slices.length +
      parked.length +
      rotated.length,
    is_done:
      logs.is_done &&
      payloads.length < PART_BATCH &&
      slices.length < PART_BATCH &&
      parked.length < PARKED_BATCH &&
      rotated.length < ENDPOINT_BATCH,
  };
}

/** Replays, looks at bodies and counts of hours that are past their time. */
async function sweepLogs(
  ctx: MutationCtx,
  now: number,
): Promise<{ deleted: number; is_done: boolean }> {
  const replays = await ctx.db
    .query("deliveryReplays")
    .withIndex("by_requested_at", (q) =>
      q.lt("requested_at", now - REPLAY_RETENTION_MS),
    )
    .take(LOG_BATCH);
  const looks = await ctx.db
    .query("bodyLooks")
    .withIndex("by_at", (q) => q.lt("at", now - LOOK_RETENTION_MS))
    .take(LOG_BATCH);
  const hours = await ctx.db
    .query("hourlyStats")
    .withIndex("by_hour_at", (q) => q.lt("hour_at", now - HOUR_RETENTION_MS))
    .take(LOG_BATCH);
  for (const { _id } of replays) {
    await ctx.db.delete("deliveryReplays", _id);
  }
  for (const { _id } of looks) {
    await ctx.db.delete("bodyLooks", _id);
  }
  for (const { _id } of hours) {
    await ctx.db.delete("hourlyStats", _id);
  }
  const counts = [replays.length, looks.length, hours.length];
  return {
    deleted: counts.reduce((sum, count) => sum + count, 0),
    is_done: counts.every((count) => count < LOG_BATCH),
  };
}
