/** What each cron does, running it, and what operators see of the crons. */
import type { FunctionReference } from "convex/server";
import { v } from "convex/values";
import {
  CRON_MINUTES,
  CRON_NAMES,
  isCronName,
  isOverdue,
  type CronName,
} from "../../src/lib/ops/crons";
import { MINUTE_MS } from "../../src/lib/time/units";
import { internal } from "../_generated/api";
import { internalMutation, type MutationCtx } from "../_generated/server";
import { endCronRun, findCronRun } from "../model/alerts/cronWatch";
import { refusal } from "../model/shared/refuse";

type Work =
  /** Run together with the note of its end. */
  | { kind: "mutation"; work: FunctionReference<"mutation", "internal"> }
  /** Notes its own end, with {@link noteRun}. */
  | { kind: "action"; work: FunctionReference<"action", "internal"> };

const mutation = (work: FunctionReference<"mutation", "internal">): Work => ({
  kind: "mutation",
  work,
});
const action = (work: FunctionReference<"action", "internal">): Work => ({
  kind: "action",
  work,
});

/** Each works in batches and goes on by itself when a batch is full. */
export const CRONS: Record<CronName, Work> = {
  // Starts deliveries again whose job was lost or failed.
  "restart lost deliveries": action(internal.webhooks.sweep.restartLost),
  // Starts retries again whose scheduled run was lost.
  "restart lost retries": mutation(internal.webhooks.sweep.restartLostRetries),
  // Starts replays of many again whose step was lost.
  "restart lost replays": mutation(internal.webhooks.replays.sweep),
  // Counts deliveries an hour.
  "count deliveries": action(internal.webhooks.hours.count),
  // Deletes raw bodies, parked events and previous secrets past their time.
  "delete what has expired": mutation(internal.ops.retentionSweep),
  // Claims digests whose cron did not fire and starts lost runs again.
  "catch up on digests": mutation(internal.digests.claim.sweep),
  // Charges calls to AI providers whose end nobody saw.
  "settle lost AI calls": mutation(internal.ai.calls.settleLost),
  // Starts bulk changes again whose step was lost; deletes rows past their undo.
  "look after bulk changes": mutation(internal.contacts.bulkSteps.sweep),
  // Start imports and exports again whose step was lost.
  "restart lost imports": mutation(internal.imports.steps.restartLost),
  "restart lost exports": mutation(internal.exports.steps.restartLost),
  // Delete what was imported from, exported, and linked to, past its time.
  "delete old imports": mutation(internal.imports.steps.deleteExpired),
  "delete old exports": mutation(internal.exports.steps.deleteExpired),
  "delete unused download links": mutation(
    internal.downloads.links.deleteExpired,
  ),
  // Archives leads without engagement; looks at contacts whose look was lost.
  "look after leads": mutation(internal.leads.checks.sweep),
  // Goes on with erasures whose step was lost.
  "go on with erasures": mutation(internal.privacy.erasing.sweep),
  // Deletes messages past the time that their workspace keeps them.
  "delete old messages": mutation(internal.privacy.retention.sweep),
  // Closes alerts whose cause is gone; tells of AI that cannot be used.
  "look after alerts": mutation(internal.alerts.sweep.sweepAlerts),
  // Judges each workspace's hour against what is usual for it.
  "judge hours": mutation(internal.alerts.judge.judgeHours),
  // Gives channels whose job was lost a new one; deletes old notifications.
  "look after notifications": mutation(internal.notifications.queue.sweep),
  // Deletes expired sessions, links, codes, mails and invitations.
  "sweep sign-ins": mutation(internal.auth.sweep.run),
  // Goes on with merges and undos whose job was lost.
  "restart lost merges": mutation(internal.contacts.merges.restartLost),
  // Compares with Kapso what is due this hour, each workspace at its own minute.
  "compare with Kapso": mutation(internal.kapso.reconcile.startDue),
};

/** Starts a cron's work now, beside its own times. */
export async function startCron(
  ctx: MutationCtx,
  name: CronName,
): Promise<void> {
  const { kind, work } = CRONS[name];
  if (kind === "action") {
    await ctx.scheduler.runAfter(0, work, {});
  } else {
    await ctx.scheduler.runAfter(0, internal.ops.crons.run, { name });
  }
}

/** Runs a cron's mutation and notes its end: both happen, or neither. */
export const run = internalMutation({
  args: { name: v.string() },
  returns: v.null(),
  handler: async (ctx, { name }) => {
    const cron = isCronName(name) ? CRONS[name] : undefined;
    if (cron?.kind === "mutation" && isCronName(name)) {
      await ctx.runMutation(cron.work, {});
      await endCronRun(ctx, name, startCron);
    }
    return null;
  },
});

/** Notes the end of a cron that is an action. */
export const noteRun = internalMutation({
  args: { name: v.string() },
  returns: v.null(),
  handler: async (ctx, { name }) => {
    if (isCronName(name)) {
      await endCronRun(ctx, name, startCron);
    }
    return null;
  },
});

/**
 * Starts every cron that has missed its time, or the one that is named; tells
 * when each came to its end.
 *
 * @throws ConvexError `not_found` for a name that no cron has.
 */
export const runCrons = internalMutation({
  args: { name: v.optional(v.string()) },
  returns: v.object({
    started: v.array(v.string()),
    crons: v.array(
      v.object({
        name: v.string(),
        every_ms: v.number(),
        /** Null until it is watched. */
        ran_at: v.union(v.null(), v.number()),
        is_overdue: v.boolean(),
      }),
    ),
  }),
  handler: async (ctx, { name: wanted }) => {
    if (wanted !== undefined && !isCronName(wanted)) {
      throw refusal("noSuchCron");
    }
    const now = Date.now();
    const crons = [];
    const started: CronName[] = [];
    for (const name of CRON_NAMES) {
      const ran_at = (await findCronRun(ctx, name))?.ran_at ?? null;
      const is_overdue = ran_at !== null && isOverdue(name, ran_at, now);
      const every_ms = CRON_MINUTES[name] * MINUTE_MS;
      crons.push({ name, every_ms, ran_at, is_overdue });
      if (wanted === undefined ? is_overdue : wanted === name) {
        await startCron(ctx, name);
        started.push(name);
      }
    }
    return { started, crons };
  },
});
