/** `GET /health`: is ingestion moving? For monitors; holds no tenant data. */
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { httpAction, internalQuery } from "./_generated/server";
import { jsonResponse } from "./model/http";

/** A delivery waits milliseconds; this long means that processing stands still. */
const STUCK_AFTER_MS = 5 * 60 * 1000;
/** Failures are counted up to here; "100" then means "100 or more". */
const MAX_COUNTED = 100;

export const health = httpAction(async (ctx) => {
  const state = await ctx.runQuery(internal.health.measure, {});
  const oldestAgeMs =
    state.oldest_received_at === null
      ? 0
      : Math.max(0, Date.now() - state.oldest_received_at);
  const isStuck = oldestAgeMs > STUCK_AFTER_MS;
  return jsonResponse(isStuck ? 503 : 200, {
    status: isStuck ? "stuck" : "ok",
    oldest_unprocessed_age_ms: oldestAgeMs,
    waiting_for_retry: state.waiting_for_retry,
    dead_letters: state.dead_letters,
  });
});

/** Times and counts behind `/health`. */
export const measure = internalQuery({
  args: {},
  returns: v.object({
    oldest_received_at: v.union(v.null(), v.number()),
    waiting_for_retry: v.number(),
    dead_letters: v.number(),
  }),
  handler: async (ctx) => {
    const oldest = await ctx.db
      .query("webhookAudit")
      .withIndex("by_status_and_received_at", (q) => q.eq("status", "received"))
      .first();
    const waiting = await ctx.db
      .query("syncFailures")
      .withIndex("by_resolved_at_and_next_retry_at", (q) =>
        q.eq("resolved_at", undefined).gt("next_retry_at", 0),
      )
      .take(MAX_COUNTED);
    const dead = await ctx.db
      .query("syncFailures")
      .withIndex("by_resolved_at_and_next_retry_at", (q) =>
        q.eq("resolved_at", undefined).eq("next_retry_at", undefined),
      )
      .take(MAX_COUNTED);
    return {
      oldest_received_at: oldest?.received_at ?? null,
      waiting_for_retry: waiting.length,
      dead_letters: dead.length,
    };
  },
});
