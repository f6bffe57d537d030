/** Whether the deployment can store anything: tried by writing one row anew. */
import type { MutationCtx, QueryCtx } from "../../_generated/server";

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

/**
 * Whether a write at `writtenAt` still proves something. The clock may have been
 * set back: one later than now proves nothing.
 */
export function isBelieved(writtenAt: number | null, now: number): boolean {
  return (
    writtenAt !== null && writtenAt <= now && now - writtenAt < BELIEVED_MS
  );
}

const findProbe = (ctx: QueryCtx) => ctx.db.query("storageProbes").first();

/** When a write was last tried and went through. */
export async function lastWrittenAt(ctx: QueryCtx): Promise<number | null> {
  const probe = await findProbe(ctx);
  return probe?.checked_at ?? null;
}

/** Writes, unless another caller just did. */
export async function tryWrite(ctx: MutationCtx): Promise<void> {
  const now = Date.now();
  const probe = await findProbe(ctx);
  if (probe === null) {
    const filler = "x".repeat(FILLER_CHARACTERS);
    await ctx.db.insert("storageProbes", { checked_at: now, filler });
  } else if (!isBelieved(probe.checked_at, now)) {
    await ctx.db.patch("storageProbes", probe._id, { checked_at: now });
  }
}
