/**
 * Deletes what signing in leaves behind. The library keeps its expired rows; none
 * of them is good for longer than a session, 30 days.
 */
import { v } from "convex/values";
import { DAY_MS } from "../../src/lib/time/units";
import { components, internal } from "../_generated/api";
import { internalMutation, type MutationCtx } from "../_generated/server";
import { STRANGERS_ADDRESS } from "../model/users/outbox";
import { findUserByEmail } from "../model/users/users";

/** Rows of each table per transaction. */
const BATCH = 200;

/** How long after they were made rows of the library may be of use. */
const SESSION_MS = 31 * DAY_MS;
const CODE_MS = 8 * DAY_MS;
const ATTEMPT_MS = DAY_MS;
/** Invitations stand in the list for so long after they could be accepted. */
const INVITATION_KEPT_MS = 30 * DAY_MS;
/** Mails are kept by their component for so long after they went out. */
const MAIL_KEPT_MS = DAY_MS;

/** Deletes one batch of each, then goes on by itself while there is more. */
export const run = internalMutation({
  args: {},
  returns: v.object({ deleted: v.number(), is_done: v.boolean() }),
  handler: async (ctx) => {
    const now = Date.now();
    const counts: number[] = [];
    for (const sweep of SWEEPERS) {
      counts.push(await sweep(ctx, now));
    }
    const is_done = counts.every((count) => count < BATCH);
    await (is_done
      ? ctx.scheduler.runAfter(0, components.resend.lib.cleanupOldEmails, {
          olderThan: MAIL_KEPT_MS,
        })
      : ctx.scheduler.runAfter(0, internal.auth.sweep.run, {}));
    return { deleted: counts.reduce((sum, count) => sum + count, 0), is_done };
  },
});

/** @returns How many there were. */
async function removeAll<Row>(
  rows: Row[],
  remove: (row: Row) => Promise<void>,
): Promise<number> {
  for (const row of rows) {
    await remove(row);
  }
  return rows.length;
}

/** Each deletes a batch of one table and says how large it was. */
const SWEEPERS: ((ctx: MutationCtx, now: number) => Promise<number>)[] = [
  async (ctx, now) =>
    await removeAll(
      await ctx.db
        .query("authSessions")
        .withIndex("by_creation_time", (q) =>
          q.lt("_creationTime", now - SESSION_MS),
        )
        .take(BATCH),
      ({ _id }) => ctx.db.delete("authSessions", _id),
    ),
  async (ctx, now) =>
    await removeAll(
      await ctx.db
        .query("authRefreshTokens")
        .withIndex("by_creation_time", (q) =>
          q.lt("_creationTime", now - SESSION_MS),
        )
        .take(BATCH),
      ({ _id }) => ctx.db.delete("authRefreshTokens", _id),
    ),
  async (ctx, now) =>
    await removeAll(
      await ctx.db
        .query("authVerificationCodes")
        .withIndex("by_creation_time", (q) =>
          q.lt("_creationTime", now - CODE_MS),
        )
        .take(BATCH),
      ({ _id }) => ctx.db.delete("authVerificationCodes", _id),
    ),
  async (ctx, now) =>
    await removeAll(
      await ctx.db
        .query("authVerifiers")
        .withIndex("by_creation_time", (q) =>
          q.lt("_creationTime", now - ATTEMPT_MS),
        )
        .take(BATCH),
      ({ _id }) => ctx.db.delete("authVerifiers", _id),
    ),
  async (ctx, now) =>
    await removeAll(
      await ctx.db
        .query("authRateLimits")
        .withIndex("by_creation_time", (q) =>
          q.lt("_creationTime", now - ATTEMPT_MS),
        )
        .take(BATCH),
      ({ _id }) => ctx.db.delete("authRateLimits", _id),
    ),
  async (ctx, now) =>
    await removeAll(
      await ctx.db
        .query("outbox")
        .withIndex("by_expires_at", (q) => q.lt("expires_at", now))
        .take(BATCH),
      ({ _id }) => ctx.db.delete("outbox", _id),
    ),
  async (ctx, now) =>
    await removeAll(
      await ctx.db
        .query("invitations")
        .withIndex("by_expires_at", (q) =>
          q.lt("expires_at", now - INVITATION_KEPT_MS),
        )
        .take(BATCH),
      ({ _id }) => ctx.db.delete("invitations", _id),
    ),
  sweepStrangers,
];

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
  return await removeAll(accounts, ({ _id }) =>
    ctx.db.delete("authAccounts", _id),
  );
}
