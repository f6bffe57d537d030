/** Whether the deployment can store anything: tried by writing one row anew. */
import type { Doc } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";

/**
 * A write that went through is believed for so long, however often somebody
 * asks: `GET /health` is open to everybody.
 */
const BELIEVED_MS = 5_000;

/**
 * About what recording a delivery writes, with its indexes: a smaller write may
 * still find room where no delivery does.
 */
const FILLER_CHARACTERS = 64 * 1024;

/** The clock may have been set back: what was checked later than now is no news. */
const isFresh = ({ checked_at: at }: Doc<"storageProbes">, now: number) =>
  at <= now && now - at < BELIEVED_MS;

/** Whether a write went through just now. */
export async function isStorageProven(
  ctx: QueryCtx,
  now: number,
): Promise<boolean> {
  const probe = await ctx.db.query("storageProbes").first();
  return probe !== null && isFresh(probe, now);
}

/** Writes, unless another caller just did. */
export async function tryWrite(ctx: MutationCtx): Promise<void> {
  const now = Date.now();
  const probe = await ctx.db.query("storageProbes").first();
  if (probe === null) {
    const filler = "x".repeat(FILLER_CHARACTERS);
    await ctx.db.insert("storageProbes", { checked_at: now, filler });
  } else if (!isFresh(probe, now)) {
    await ctx.db.patch("storageProbes", probe._id, { checked_at: now });
  }
}
