/**
 * Stopping what the service triggers by itself, at once, and letting it go on:
 * leads, digests. What arrives meanwhile is stored as ever.
 */
import { v } from "convex/values";
import { cutByCodePoint } from "../../../src/lib/text/cut";
import { makeSafe } from "../../../src/lib/text/makeSafe";
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { holdOpenRuns, startRun } from "../digests/runs";
import { refusal } from "../shared/refuse";
import { vUserId, type UserId } from "../users/tables";
import { findAutomationPause } from "../workspaces/automationPauses";

/** More contacts are not counted one by one. */
const MAX_COUNTED = 1_000;
const MAX_REASON_CHARACTERS = 500;

export const vHeld = v.union(
  v.null(),
  v.object({
    paused_at: v.number(),
    /** Absent for operators. */
    paused_by: v.optional(vUserId),
    reason: v.optional(v.string()),
    /** Contacts that wait for a look: are they leads, are they spam? */
    contacts: v.number(),
    /** There are more contacts than were counted. */
    has_more: v.boolean(),
    /** Digests that were due. */
    digests: v.number(),
  }),
);

/** What is held back; null while automations run. */
export async function readHeld(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<typeof vHeld.type> {
  const pause = await findAutomationPause(ctx, workspaceId);
  if (pause === null) {
    return null;
  }
  const checks = await ctx.db
    .query("leadChecks")
    .withIndex("by_workspace_id", (q) => q.eq("workspace_id", workspaceId))
    .take(MAX_COUNTED + 1);
  return {
    paused_at: pause.paused_at,
    paused_by: pause.paused_by,
    reason: pause.reason,
    contacts: Math.min(checks.length, MAX_COUNTED),
    has_more: checks.length > MAX_COUNTED,
    digests: pause.held_digests,
  };
}

export const vHeldChoice = v.union(v.literal("process"), v.literal("skip"));
export type HeldChoice = typeof vHeldChoice.type;

export interface Switching {
  isPaused: boolean;
  reason?: string | undefined;
  /** Needed to let automations go on. */
  held?: HeldChoice | undefined;
  /** Absent for operators. */
  userId: UserId | undefined;
}

/**
 * Pauses a workspace's automations or lets them go on; nothing where it is so
 * already.
 *
 * @throws ConvexError `held_undecided` when they go on and nobody says what
 *   becomes of what was held back.
 */
export async function switchAutomations(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  switching: Switching,
): Promise<void> {
  const pause = await findAutomationPause(ctx, workspace._id);
  if (switching.isPaused && pause === null) {
    await pauseAutomations(ctx, workspace._id, switching);
  } else if (!switching.isPaused && pause !== null) {
    if (switching.held === undefined) {
      throw refusal("heldUndecided");
    }
    await lift(ctx, pause, switching.held, switching.userId);
  }
  await ctx.db.patch("workspaces", workspace._id, {
    automations_paused: switching.isPaused,
  });
}

async function pauseAutomations(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  { reason, userId }: Switching,
): Promise<void> {
  const runs = await holdOpenRuns(ctx, workspaceId);
  const last = runs.at(-1);
  await ctx.db.insert("automationPauses", {
    workspace_id: workspaceId,
    paused_at: Date.now(),
    paused_by: userId,
    reason:
      reason === undefined
        ? undefined
        : cutByCodePoint(makeSafe(reason).trim(), MAX_REASON_CHARACTERS).text,
    held_digests: runs.length,
    last_digest: last && { local_date: last.local_date, due_at: last.due_at },
  });
}

async function lift(
  ctx: MutationCtx,
  pause: Doc<"automationPauses">,
  held: HeldChoice,
  userId: UserId | undefined,
): Promise<void> {
  const now = Date.now();
  await ctx.db.patch("automationPauses", pause._id, {
    lifted_at: now,
    lifted_by: userId,
    held,
  });
  // One digest stands for all the days, as after an outage.
  if (held === "process" && pause.last_digest !== undefined) {
    await startRun(ctx, {
      workspace_id: pause.workspace_id,
      trigger: "schedule",
      ...pause.last_digest,
    });
  }
  await ctx.scheduler.runAfter(0, internal.settings.holding.release, {
    workspace_id: pause.workspace_id,
    held,
    lifted_at: now,
    after: 0,
  });
}
