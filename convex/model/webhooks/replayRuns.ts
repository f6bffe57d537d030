/**
 * A run replays the deliveries of a filter at a bounded rate: each step starts a
 * second's worth, counts those that ended and schedules the next step. Only
 * steps write the run's row, so that deliveries never wait for each other.
 */
import { internal } from "../../_generated/api";
import type { Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { SECOND_MS } from "../../../src/lib/time/units";
import { logEvent } from "../shared/log";
import { deliveriesFor, isMeant, startReplay, type Run } from "./replays";

/** Between looks at deliveries that are still being processed. */
const WAIT_MS = 2 * SECOND_MS;
/** Ended ones counted by one step: many times what a second starts. */
const MAX_COUNTED = 200;

export const NO_COUNTS: Run["counts"] = {
  started: 0,
  processed: 0,
  partial: 0,
  failed: 0,
  ignored: 0,
  expired: 0,
  skipped: 0,
  news: 0,
};

export async function scheduleStep(
  ctx: MutationCtx,
  runId: Id<"replayRuns">,
  delayMs: number,
): Promise<void> {
  const step_id = await ctx.scheduler.runAfter(
    delayMs,
    internal.webhooks.replays.step,
    { run_id: runId },
  );
  await ctx.db.patch("replayRuns", runId, { step_id });
}

/** Does the next second's work of a run. */
export async function advanceRun(ctx: MutationCtx, run: Run): Promise<void> {
  const counts = await countEnded(ctx, run);
  const next =
    run.status === "running" && !run.is_listed
      ? await startNext(ctx, run, counts)
      : { is_listed: run.is_listed || run.status === "canceled" };
  const isBusy = await hasOpen(ctx, run._id);
  const isOver = next.is_listed && !isBusy;
  const now = Date.now();
  await ctx.db.patch("replayRuns", run._id, {
    ...next,
    counts,
    attempts: 0,
    ...(isOver && {
      ended_at: now,
      status: run.status === "canceled" ? "canceled" : "done",
      step_id: undefined,
    }),
  });
  if (isOver) {
    logEvent("replay.ended", { run_id: run._id, ...counts });
  } else if (isBusy || run.status === "running") {
    await scheduleStep(ctx, run._id, delayUntilNext(run, next, counts));
  }
}

/** A second between full ones; a step that found nothing to start costs none. */
function delayUntilNext(
  run: Run,
  next: Pick<Run, "is_listed">,
  counts: Run["counts"],
): number {
  if (next.is_listed || run.status !== "running") {
    return WAIT_MS;
  }
  return counts.started === run.counts.started ? 0 : SECOND_MS;
}

/** Counts what ended since the last step, each once. */
async function countEnded(ctx: MutationCtx, run: Run): Promise<Run["counts"]> {
  const counts = { ...run.counts };
  const ended = await ctx.db
    .query("deliveryReplays")
    .withIndex("by_run_id_and_state", (q) =>
      q.eq("run_id", run._id).eq("state", "ended"),
    )
    .take(MAX_COUNTED);
  for (const replay of ended) {
    counts.news += replay.news_count;
    switch (replay.status_after) {
      case "processed":
      case "partial":
      case "failed":
      case "ignored":
        counts[replay.status_after] += 1;
        break;
      case "received":
      case "rejected":
      case undefined:
        // Another replay of the delivery took its place.
        counts.skipped += 1;
    }
    await ctx.db.patch("deliveryReplays", replay._id, { state: "counted" });
  }
  return counts;
}

/** Starts the next deliveries and adds them to `counts`. */
async function startNext(
  ctx: MutationCtx,
  run: Run,
  counts: Run["counts"],
): Promise<Pick<Run, "status_index" | "cursor" | "is_listed">> {
  const { filter, status_index } = run;
  const status = filter.statuses[status_index];
  if (status === undefined) {
    return { status_index, cursor: null, is_listed: true };
  }
  const page = await deliveriesFor(
    ctx,
    run.workspace_id,
    filter,
    status,
  ).paginate({ numItems: run.per_second, cursor: run.cursor });
  for (const audit of page.page.filter((one) => isMeant(filter, one))) {
    if (await wasReplayed(ctx, run, audit._id)) {
      continue;
    }
    const started = await startReplay(ctx, audit, {
      userId: run.requested_by,
      runId: run._id,
    });
    if (started === "payload_expired") {
      counts.expired += 1;
    } else if (started === "delivery_running") {
      counts.skipped += 1;
    } else {
      counts.started += 1;
    }
  }
  return page.isDone
    ? {
        status_index: status_index + 1,
        cursor: null,
        is_listed: status_index + 1 >= filter.statuses.length,
      }
    : { status_index, cursor: page.continueCursor, is_listed: false };
}

/** What one replay left failed may come under another status of the filter. */
async function wasReplayed(
  ctx: MutationCtx,
  run: Run,
  auditId: Id<"webhookAudit">,
): Promise<boolean> {
  const last = await ctx.db
    .query("deliveryReplays")
    .withIndex("by_audit_id", (q) => q.eq("audit_id", auditId))
    .order("desc")
    .first();
  return last?.run_id === run._id;
}

async function hasOpen(
  ctx: MutationCtx,
  runId: Id<"replayRuns">,
): Promise<boolean> {
  const states = ["open", "ended"] as const;
  const found = await Promise.all(
    states.map((state) =>
      ctx.db
        .query("deliveryReplays")
        .withIndex("by_run_id_and_state", (q) =>
          q.eq("run_id", runId).eq("state", state),
        )
        .first(),
    ),
  );
  return found.some((row) => row !== null);
}

/** Pauses, goes on with or ends a run that is not over; else changes nothing. */
export async function changeRun(
  ctx: MutationCtx,
  run: Run,
  status: "running" | "paused" | "canceled",
): Promise<void> {
  const isFinal = run.status !== "running" && run.status !== "paused";
  if (isFinal || run.status === status) {
    return;
  }
  if (run.step_id !== undefined) {
    await ctx.scheduler.cancel(run.step_id);
  }
  await ctx.db.patch("replayRuns", run._id, { status });
  // Also when paused: what was started is counted to its end.
  await scheduleStep(ctx, run._id, 0);
}
