/**
 * When a workspace's digest is due: its cron in the crons component and
 * `next_digest_at`, which the sweeper looks at. Both always say the same.
 */
import { raiseAlertOnce } from "../alerts/alerts";
import {
  latestSlot,
  nextDigestAt,
  toCronSchedule,
  type DigestSchedule,
} from "../../../src/lib/digest/schedule";
import { isTimezone } from "../../../src/lib/time/timezone";
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { crons } from "../../componentClients";
import { findNewestRun, startRun } from "./runs";
import { refusal } from "../shared/refuse";
import { holdDigest } from "../workspaces/automationPauses";

export const cronNameOf = (workspaceId: Id<"workspaces">): string =>
  `digest:${workspaceId}`;

function scheduleOf(workspace: Doc<"workspaces">): DigestSchedule {
  return {
    timezone: workspace.timezone,
    hour: workspace.digest_hour,
    plan: workspace.plan,
    workspaceId: workspace._id,
  };
}

/**
 * Registers the workspace's cron as zone, hour and plan now say and computes
 * when it is due next. To be called in the mutation that changes any of them,
 * with the workspace as it then is.
 */
export async function scheduleDigests(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
): Promise<number> {
  const workspaceId = workspace._id;
  const name = cronNameOf(workspaceId);
  if ((await crons.get(ctx, { name })) !== null) {
    await crons.delete(ctx, { name });
  }
  const schedule = scheduleOf(workspace);
  await crons.register(
    ctx,
    toCronSchedule(schedule),
    internal.digests.claim.onCron,
    { workspace_id: workspaceId },
    name,
  );
  const last = await findNewestRun(ctx, workspaceId, "schedule");
  const nextAt = nextDigestAt({
    ...schedule,
    after: Date.now(),
    lastSlotAt: last?.due_at,
  });
  await ctx.db.patch("workspaces", workspaceId, { next_digest_at: nextAt });
  return nextAt;
}

/**
 * Computes when a new workspace's first digest is due. Its cron comes with that
 * digest: the sweeper claims what is due and registers what has no cron.
 */
export async function setNextDigest(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"workspaces">> {
  const workspace = await ctx.db.get("workspaces", workspaceId);
  if (workspace === null) {
    throw new Error("a workspace that was just made exists -- invariant");
  }
  const next_digest_at = nextDigestAt({
    ...scheduleOf(workspace),
    after: Date.now(),
  });
  await ctx.db.patch("workspaces", workspaceId, { next_digest_at });
  return { ...workspace, next_digest_at };
}

/** What a digest's time depends on. */
export type ScheduleChanges = Partial<
  Pick<Doc<"workspaces">, "timezone" | "digest_hour" | "plan">
>;

/**
 * Changes zone, hour or plan. A digest that was due before is made first.
 *
 * @returns The workspace as it then is.
 * @throws ConvexError `invalid_timezone`, `invalid_digest_hour`.
 */
export async function changeSchedule(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  changes: ScheduleChanges,
): Promise<Doc<"workspaces">> {
  const { timezone, digest_hour: hour } = changes;
  if (timezone !== undefined && !isTimezone(timezone)) {
    throw refusal("invalidTimezone");
  }
  if (
    hour !== undefined &&
    !(Number.isInteger(hour) && hour >= 0 && hour < 24)
  ) {
    throw refusal("invalidDigestHour");
  }
  await claimDue(ctx, workspace);
  await ctx.db.patch("workspaces", workspace._id, changes);
  const changed = { ...workspace, ...changes };
  const next_digest_at = await scheduleDigests(ctx, changed);
  return { ...changed, next_digest_at };
}

/**
 * Starts the one digest that is due, if any: after an outage it stands for all
 * the days that were missed. Calling it twice for one slot does nothing. While
 * automations are paused it is only counted.
 */
export async function claimDue(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
): Promise<Id<"digestRuns"> | null> {
  const now = Date.now();
  if (
    workspace.next_digest_at === undefined ||
    workspace.next_digest_at > now
  ) {
    return null;
  }
  const schedule = scheduleOf(workspace);
  const slot = latestSlot({ ...schedule, now });
  await ctx.db.patch("workspaces", workspace._id, {
    next_digest_at: nextDigestAt({
      ...schedule,
      after: now,
      lastSlotAt: slot.at,
    }),
  });
  if (workspace.automations_paused) {
    const held = { local_date: slot.localDate, due_at: slot.at };
    await holdDigest(ctx, workspace._id, held);
    return null;
  }
  return await startRun(ctx, {
    workspace_id: workspace._id,
    trigger: "schedule",
    local_date: slot.localDate,
    due_at: slot.at,
  });
}

/** Claims what the cron missed; a workspace whose cron is gone gets it back. */
export async function catchUp(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
): Promise<void> {
  await claimDue(ctx, workspace);
  const cron = await crons.get(ctx, { name: cronNameOf(workspace._id) });
  if (cron === null) {
    if (workspace.next_digest_at !== undefined) {
      await raiseAlertOnce(ctx, {
        kind: "cron_lost",
        key: workspace._id,
        workspace_id: workspace._id,
      });
    }
    await scheduleDigests(ctx, workspace);
  }
}

/** Lets a model read a workspace's messages or not; what it said before. */
export async function setModelAllowed(
  ctx: MutationCtx,
  { _id, digest_model_off }: Doc<"workspaces">,
  isAllowed: boolean,
): Promise<boolean> {
  await ctx.db.patch("workspaces", _id, {
    digest_model_off: isAllowed ? undefined : true,
  });
  return digest_model_off !== true;
}
