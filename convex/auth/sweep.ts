/**
 * Deletes what signing in leaves behind. The library keeps its expired rows; none
 * of them is good for longer than a session, 30 days.
 */
import { v } from "convex/values";
import { DAY_MS } from "../../src/lib/time/units";
import { components, internal } from "../_generated/api";
import type { TableNames } from "../_generated/dataModel";
import { internalMutation, type MutationCtx } from "../_generated/server";
import { STRANGERS_ADDRESS } from "../model/users/outbox";
import { findUserByEmail } from "../model/users/users";

/** Rows of each table per transaction. */
const BATCH = 200;

/** How long after it was made a row of the library may still be of use, ms. */
const LIFETIMES = {
  authSessions: 31 * DAY_MS,
  authRefreshTokens: 31 * DAY_MS,
  authVerificationCodes: 8 * DAY_MS,
  authVerifiers: DAY_MS,
  authRateLimits: DAY_MS,
} as const satisfies Partial<Record<TableNames, number>>;

/** Invitations stand in the list for so long after they could be accepted. */
const INVITATION_KEPT_MS = 30 * DAY_MS;

/** Deletes one batch of each, then goes on by itself while there is more. */
export const run = internalMutation({
  args: {},
  returns: v.object({ deleted: v.number(), is_done: v.boolean() }),
  handler: async (ctx) => {
    const now = Date.now();
    const counts = [
      await sweepOlder(ctx, "authSessions", now),
      await sweepOlder(ctx, "authRefreshTokens", now),
      await sweepOlder(ctx, "authVerificationCodes", now),
      await sweepOlder(ctx, "authVerifiers", now),
      await sweepOlder(ctx, "authRateLimits", now),
      await sweepExpiring(ctx, "outbox", now),
      await sweepExpiring(ctx, "invitations", now - INVITATION_KEPT_MS),
      await sweepStrangers(ctx),
    ];
    const is_done = counts.every((count) => count < BATCH);
    if (is_done) {
      await ctx.scheduler.runAfter(0, components.resend.lib.cleanupOldEmails, {
        olderThan: DAY_MS,
      });
    } else {
      await ctx.scheduler.runAfter(0, internal.auth.sweep.run, {});
    }
    return { deleted: counts.reduce((sum, count) => sum + count, 0), is_done };
  },
});

async function sweepOlder(
  ctx: MutationCtx,
  table: keyof typeof LIFETIMES,
  now: number,
): Promise<number> {
  const rows = await ctx.db
    .query(table)
    .withIndex("by_creation_time", (q) =>
      q.lt("_creationTime", now - LIFETIMES[table]),
    )
    .take(BATCH);
  for (const { _id } of rows) {
    await ctx.db.delete(_id);
  }
  return rows.length;
}

async function sweepExpiring(
  ctx: MutationCtx,
  table: "outbox" | "invitations",
  before: number,
): Promise<number> {
  const rows = await ctx.db
    .query(table)
    .withIndex("by_expires_at", (q) => q.lt("expires_at", before))
    .take(BATCH);
  for (const { _id } of rows) {
    await ctx.db.delete(_id);
  }
  return rows.length;
}

/** Accounts of addresses that nobody let in. */
async function sweepStrangers(ctx: MutationCtx): Promise<number> {
  const strangers = await findUserByEmail(ctx, STRANGERS_ADDRESS);
  if (strangers === null) {
    return 0;
  }
  const accounts = await ctx.db
    .query("authAccounts")
    .withIndex("userIdAndProvider", (q) => q.eq("userId", strangers._id))
    .take(BATCH);
  for (const { _id } of accounts) {
    await ctx.db.delete("authAccounts", _id);
  }
  return accounts.length;
}
