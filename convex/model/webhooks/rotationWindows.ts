/**
 * Until when the environment's previous secret is accepted. A variable cannot
 * say since when it is set, so its time runs from when it was first seen.
 */
import { OVERLAP_MS } from "../../../src/lib/secrets/rotation";
import { usableSecret } from "../../../src/lib/secrets/strength";
import { sha256Hex } from "../../../src/lib/crypto/sha256";
import type { Doc } from "../../_generated/dataModel";
import { env, type MutationCtx, type QueryCtx } from "../../_generated/server";

/** Hex digits: tells two secrets apart, and gives no guess of one away. */
const FINGERPRINT_LENGTH = 8;

/** Names a secret without holding it. */
export async function fingerprintOf(secret: string): Promise<string> {
  const bytes = new TextEncoder().encode(`previous_secret:${secret}`);
  return (await sha256Hex(bytes)).slice(0, FINGERPRINT_LENGTH);
}

/** What is known of a previous secret; null before it was first seen. */
export async function findRotationWindow(
  ctx: QueryCtx,
  fingerprint: string,
): Promise<Doc<"rotationWindows"> | null> {
  return await ctx.db
    .query("rotationWindows")
    .withIndex("by_fingerprint", (q) => q.eq("fingerprint", fingerprint))
    .first();
}

/** Notes a previous secret; one that is known keeps its end. */
export async function openRotationWindow(
  ctx: MutationCtx,
  fingerprint: string,
): Promise<Doc<"rotationWindows">> {
  const known = await findRotationWindow(ctx, fingerprint);
  if (known !== null) {
    return known;
  }
  const id = await ctx.db.insert("rotationWindows", {
    fingerprint,
    accepted_until: Date.now() + OVERLAP_MS,
  });
  const opened = await ctx.db.get("rotationWindows", id);
  if (opened === null) {
    throw new Error("what was just written can be read -- invariant");
  }
  return opened;
}

/**
 * For the sweeper: the time of a previous secret runs although nobody signs with
 * it, and one that the environment has no more is forgotten.
 */
export async function followEnvironment(ctx: MutationCtx): Promise<void> {
  const previous = usableSecret(env.KAPSO_WEBHOOK_SECRET_PREVIOUS);
  const current =
    previous === undefined
      ? null
      : await openRotationWindow(ctx, await fingerprintOf(previous));
  // One a rotation, and each is deleted here.
  for await (const window of ctx.db.query("rotationWindows")) {
    if (window._id !== current?._id) {
      await ctx.db.delete("rotationWindows", window._id);
    }
  }
}
