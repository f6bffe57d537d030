/** How a workspace's deliveries stand, in as few reads as a badge is worth. */
import { v, type Infer } from "convex/values";
import { hourOf } from "../../../src/lib/webhooks/hourStats";
import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { findHour } from "./hours";

/** Failures are counted so far; a badge says "99+" of more. */
const MAX_FAILED = 99;

export const vBadge = v.object({
  /** When the newest delivery arrived, ms UTC. */
  last_received_at: v.union(v.null(), v.number()),
  /** When the oldest arrived that is not applied yet, ms UTC. */
  oldest_unprocessed_at: v.union(v.null(), v.number()),
  /** Items that wait for a retry or for somebody to mend them. */
  failed_count: v.number(),
  has_more_failed: v.boolean(),
  /**
   * Repeats that were ignored, of deliveries of the newest one's hour, as they
   * are counted so far (hours.ts).
   */
  duplicate_count: v.number(),
});

export async function readBadge(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Infer<typeof vBadge>> {
  const newest = await ctx.db
    .query("webhookAudit")
    .withIndex("by_workspace_id_and_received_at", (q) =>
      q.eq("workspace_id", workspaceId),
    )
    .order("desc")
    .first();
  const oldest = await ctx.db
    .query("webhookAudit")
    .withIndex("by_workspace_id_and_status_and_received_at", (q) =>
      q.eq("workspace_id", workspaceId).eq("status", "received"),
    )
    .first();
  const failed = await ctx.db
    .query("syncFailures")
    .withIndex("by_workspace_id_and_resolved_at", (q) =>
      q.eq("workspace_id", workspaceId).eq("resolved_at", undefined),
    )
    .take(MAX_FAILED + 1);
  const hour =
    newest && (await findHour(ctx, workspaceId, hourOf(newest.received_at)));
  return {
    last_received_at: newest?.received_at ?? null,
    oldest_unprocessed_at: oldest?.received_at ?? null,
    failed_count: Math.min(failed.length, MAX_FAILED),
    has_more_failed: failed.length > MAX_FAILED,
    duplicate_count: hour?.duplicates ?? 0,
  };
}
