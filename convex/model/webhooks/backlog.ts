/** What waits to be applied, and whether it gets on. */
import { v } from "convex/values";
import { isStalled } from "../../../src/lib/webhooks/progress";
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { jobStateOf } from "./jobs";
import { vAuditStatus } from "./tables";

const vTime = v.union(v.null(), v.number());

export const vBacklog = v.object({
  oldest_received_at: vTime,
  oldest_progress_at: vTime,
  is_oldest_scheduled: v.boolean(),
  last_progress_at: vTime,
});

export const isBacklogStalled = (
  backlog: typeof vBacklog.type,
  now: number,
): boolean =>
  isStalled(
    {
      oldestProgressAt: backlog.oldest_progress_at,
      isOldestScheduled: backlog.is_oldest_scheduled,
      lastProgressAt: backlog.last_progress_at,
    },
    now,
  );

export async function readBacklog(
  ctx: QueryCtx,
): Promise<typeof vBacklog.type> {
  const oldest = await ctx.db
    .query("webhookAudit")
    .withIndex("by_status_and_received_at", (q) => q.eq("status", "received"))
    .first();
  const quietest = await findQuietest(ctx);
  return {
    oldest_received_at: oldest?.received_at ?? null,
    oldest_progress_at: quietest === null ? null : progressOf(quietest),
    is_oldest_scheduled:
      quietest !== null && (await jobStateOf(ctx, quietest)) === "waiting",
    last_progress_at: await findLastProgress(ctx),
  };
}

/** When a delivery last got on: at its arrival, as long as nothing was done. */
function progressOf(audit: Doc<"webhookAudit">): number {
  return audit.progressed_at ?? audit.received_at;
}

/** The unfinished delivery that has not got on for the longest time. */
async function findQuietest(
  ctx: QueryCtx,
): Promise<Doc<"webhookAudit"> | null> {
  const [untouched, begun] = await Promise.all([
    ctx.db
      .query("webhookAudit")
      .withIndex("by_status_and_progressed_at_and_received_at", (q) =>
        q.eq("status", "received").eq("progressed_at", undefined),
      )
      .first(),
    ctx.db
      .query("webhookAudit")
      .withIndex("by_status_and_progressed_at_and_received_at", (q) =>
        q.eq("status", "received").gt("progressed_at", 0),
      )
      .first(),
  ]);
  if (untouched === null || begun === null) {
    return untouched ?? begun;
  }
  return progressOf(untouched) <= progressOf(begun) ? untouched : begun;
}

/** When a slice of any delivery was last done. */
async function findLastProgress(ctx: QueryCtx): Promise<number | null> {
  const newest = await Promise.all(
    vAuditStatus.members.map(({ value: status }) =>
      ctx.db
        .query("webhookAudit")
        .withIndex("by_status_and_progressed_at_and_received_at", (q) =>
          q.eq("status", status),
        )
        .order("desc")
        .first(),
    ),
  );
  const times = newest.flatMap((audit) => audit?.progressed_at ?? []);
  return times.length === 0 ? null : Math.max(...times);
}
