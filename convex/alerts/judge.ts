/**
 * Judges each workspace's hour against what is usual for it. Cheap: a few point
 * reads of `hourlyStats` a workspace, some workspaces per transaction.
 */
import { v } from "convex/values";
import {
  judgeHour,
  SAME_HOURS,
  type HourAlert,
  type HourCounts,
} from "../../src/lib/alerts/hours";
import { HOUR_MS, MINUTE_MS } from "../../src/lib/time/units";
import { hourOf } from "../../src/lib/webhooks/hourStats";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import {
  internalMutation,
  type MutationCtx,
  type QueryCtx,
} from "../_generated/server";
import { raiseAlertOnce } from "../model/alerts/alerts";
import { findHour } from "../model/webhooks/hours";

/** Workspaces per transaction, each of about a dozen reads. */
const BATCH = 50;
/** After its end an hour is counted by then: every 5 minutes, 2 minutes late. */
const COUNTED_WITHIN_MS = 10 * MINUTE_MS;

/** Goes on by itself when a batch is full. */
export const judgeHours = internalMutation({
  args: { cursor: v.optional(v.string()) },
  returns: v.null(),
  handler: async (ctx, { cursor }) => {
    const now = Date.now();
    if (cursor === undefined) {
      await judgeShared(ctx, now);
    }
    const page = await ctx.db
      .query("workspaces")
      .paginate({ numItems: BATCH, cursor: cursor ?? null });
    for (const { _id } of page.page) {
      await judge(ctx, _id, now);
    }
    if (!page.isDone) {
      await ctx.scheduler.runAfter(0, internal.alerts.judge.judgeHours, {
        cursor: page.continueCursor,
      });
    }
    return null;
  },
});

/** What the shared endpoint refuses is the deployment's own. */
async function judgeShared(ctx: MutationCtx, now: number): Promise<void> {
  const hourAt = hourOf(now);
  const hours = await readAround(ctx, undefined, hourAt);
  if (judgeHour(hours, hourAt, false).includes("refused_signatures")) {
    await raiseAlertOnce(ctx, { kind: "refused_signatures", key: "default" });
  }
}

async function judge(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  now: number,
): Promise<void> {
  const hourAt = hourOf(now);
  const found = new Set<HourAlert>(
    judgeHour(await readAround(ctx, workspaceId, hourAt), hourAt, false),
  );
  const before = hourAt - HOUR_MS;
  if (
    now >= hourAt + COUNTED_WITHIN_MS &&
    (await isSilentSince(ctx, workspaceId, before))
  ) {
    const hours = await readAround(ctx, workspaceId, before);
    judgeHour(hours, before, true)
      .filter((kind) => kind === "traffic_silence")
      .forEach((kind) => found.add(kind));
  }
  for (const kind of found) {
    await raiseAlertOnce(ctx, {
      kind,
      key: workspaceId,
      workspace_id: workspaceId,
    });
  }
}

/** The hour and the same one of the weeks before. */
async function readAround(
  ctx: QueryCtx,
  scope: Id<"workspaces"> | undefined,
  hourAt: number,
): Promise<HourCounts[]> {
  const found = await Promise.all(
    [hourAt, ...SAME_HOURS.map((ago) => hourAt - ago)].map((at) =>
      findHour(ctx, scope, at),
    ),
  );
  return found.filter((hour) => hour !== null);
}

async function isSilentSince(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  since: number,
): Promise<boolean> {
  const newer = await ctx.db
    .query("webhookAudit")
    .withIndex("by_workspace_id_and_received_at", (q) =>
      q.eq("workspace_id", workspaceId).gte("received_at", since),
    )
    .first();
  return newer === null;
}
