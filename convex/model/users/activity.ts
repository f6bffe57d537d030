/** When somebody was last here, read from their sessions. */
import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";

/** Sessions looked at, newest first: as many devices as people use. */
const MAX_SESSIONS = 5;

/**
 * When one of the newest sessions last got a token, ms UTC: an open page gets a
 * new one every quarter of an hour.
 */
export async function findLastActivity(
  ctx: QueryCtx,
  userId: Id<"users">,
): Promise<number | undefined> {
  const sessions = await ctx.db
    .query("authSessions")
    .withIndex("userId", (q) => q.eq("userId", userId))
    .order("desc")
    .take(MAX_SESSIONS);
  const times = await Promise.all(
    sessions.map(async (session) => {
      const token = await ctx.db
        .query("authRefreshTokens")
        .withIndex("sessionId", (q) => q.eq("sessionId", session._id))
        .order("desc")
        .first();
      return token?._creationTime ?? session._creationTime;
    }),
  );
  return times.length === 0 ? undefined : Math.max(...times);
}
