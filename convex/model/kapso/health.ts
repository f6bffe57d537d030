/** Comparisons with Kapso: beginning, getting on, ending one. */
import {
  isTransient,
  type KapsoFailure,
} from "../../../src/lib/kapso/api/failure";
import { nextComparisonAt, windowOf } from "../../../src/lib/kapso/api/window";
import { DAY_MS, MINUTE_MS } from "../../../src/lib/time/units";
import { maxTime } from "../../../src/lib/time/latest";
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { raiseAlertOnce } from "../alerts/alerts";
import { logEvent } from "../shared/log";
import { NO_FINDINGS } from "./tables";

export type Comparison = Doc<"syncHealth">;
export type ReconcileMode = Comparison["mode"];

const KEPT_MS = 30 * DAY_MS;
const DELETED_AT_ONCE = 50;
/** More numbers of one workspace are not compared. */
const MAX_NUMBERS = 50;
/** Tries of one step; the next comparison's window holds what this one missed. */
const MAX_FAILURES = 6;
const MAX_RETRY_MS = 30 * MINUTE_MS;
/** A list whose cursors keep ending is given up. */
const MAX_RESTARTS = 3;

/** The lists of one number, in their order; before them come the settings. */
export const LISTS = ["webhooks", "conversations", "messages"] as const;
export type ListName = (typeof LISTS)[number];

export type Step =
  { kind: "settings" } | { kind: ListName; phoneNumberId: string };

/** What a comparison does next; null after its last step. */
export function stepOf({ step, phone_number_ids }: Comparison): Step | null {
  if (step === 0) {
    return { kind: "settings" };
  }
  const index = step - 1;
  const phoneNumberId = phone_number_ids[Math.floor(index / LISTS.length)];
  const kind = LISTS[index % LISTS.length];
  return phoneNumberId === undefined || kind === undefined
    ? null
    : { kind, phoneNumberId };
}

export async function findMonitor(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"syncMonitors"> | null> {
  return await ctx.db
    .query("syncMonitors")
    .withIndex("by_workspace_id", (q) => q.eq("workspace_id", workspaceId))
    .first();
}

/** Switches the hourly comparison on or off; what it was before. */
export async function setMonitor(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  mode: ReconcileMode | "off",
): Promise<ReconcileMode | "off"> {
  const monitor = await findMonitor(ctx, workspaceId);
  if (monitor !== null) {
    await ctx.db.delete("syncMonitors", monitor._id);
  }
  if (mode !== "off") {
    await ctx.db.insert("syncMonitors", {
      workspace_id: workspaceId,
      mode,
      next_at: nextComparisonAt(workspaceId, Date.now()),
    });
  }
  return monitor?.mode ?? "off";
}

/** The newest comparison that came to its end. */
export async function findLastDone(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Comparison | null> {
  return await ctx.db
    .query("syncHealth")
    .withIndex("by_workspace_id_and_status_and_started_at", (q) =>
      q.eq("workspace_id", workspaceId).eq("status", "done"),
    )
    .order("desc")
    .first();
}

/** The newest comparison, whatever became of it. */
export async function findLast(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Comparison | null> {
  return await ctx.db
    .query("syncHealth")
    .withIndex("by_workspace_id_and_started_at", (q) =>
      q.eq("workspace_id", workspaceId),
    )
    .order("desc")
    .first();
}

/** Something is missing that was not fed. */
export const hasGap = ({ missing, repaired, failed, mode }: Comparison) =>
  mode === "watch" ? missing > 0 : failed > 0 && repaired < missing;

export const webhookAlertKey = ({
  phone_number_id,
  problem,
}: Comparison["webhook_problems"][number]): string =>
  `${phone_number_id}:${problem}`;

/** Begins a comparison, unless one of the workspace is under way. */
export async function beginComparison(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  mode: ReconcileMode,
): Promise<Id<"syncHealth">> {
  const last = await findLast(ctx, workspaceId);
  if (last?.status === "running") {
    return last._id;
  }
  await deleteOld(ctx, workspaceId);
  const now = Date.now();
  const done = await findLastDone(ctx, workspaceId);
  const window = windowOf(done?.window_to, now);
  const numbers = await ctx.db
    .query("phoneNumbers")
    .withIndex("by_workspace_id", (q) => q.eq("workspace_id", workspaceId))
    .take(MAX_NUMBERS);
  const id = await ctx.db.insert("syncHealth", {
    workspace_id: workspaceId,
    mode,
    status: "running",
    started_at: now,
    progressed_at: now,
    window_from: window.from,
    window_to: window.to,
    phone_number_ids: numbers.map((number) => number.phone_number_id),
    step: 0,
    ...NO_FINDINGS,
    webhook_problems: [],
    failures: 0,
    restarts: 0,
  });
  await scheduleStep(ctx, id, now);
  return id;
}

/**
 * Deletes what is past its time, and what a clock that was ahead left: the next
 * window would begin in the future, and be empty.
 */
async function deleteOld(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
): Promise<void> {
  const now = Date.now();
  const rows = await Promise.all([
    ctx.db
      .query("syncHealth")
      .withIndex("by_workspace_id_and_started_at", (q) =>
        q.eq("workspace_id", workspaceId).lt("started_at", now - KEPT_MS),
      )
      .take(DELETED_AT_ONCE),
    ctx.db
      .query("syncHealth")
      .withIndex("by_workspace_id_and_started_at", (q) =>
        q.eq("workspace_id", workspaceId).gt("started_at", now),
      )
      .take(DELETED_AT_ONCE),
  ]);
  for (const { _id } of rows.flat()) {
    await ctx.db.delete("syncHealth", _id);
  }
}

/** @param at ms UTC */
export async function scheduleStep(
  ctx: MutationCtx,
  id: Id<"syncHealth">,
  at: number,
): Promise<void> {
  await ctx.scheduler.runAt(at, internal.kapso.reconcile.step, {
    comparison_id: id,
  });
}

/** What one page of a list has brought. */
export interface Progress {
  findings: Pick<
    Comparison,
    | "checked_messages"
    | "checked_conversations"
    | "missing"
    | "stale"
    | "repaired"
    | "failed"
  >;
  newestAt?: number | undefined;
  newestKnownAt?: number | undefined;
  problems?: Comparison["webhook_problems"] | undefined;
  /** The list's next page; absent at its end. */
  cursor: string | undefined;
}

/** Goes on with the next page or step, or ends the comparison. */
export async function advance(
  ctx: MutationCtx,
  comparison: Comparison,
  progress: Progress,
): Promise<void> {
  const now = Date.now();
  const { findings, problems = [], cursor } = progress;
  const next: Comparison = {
    ...comparison,
    checked_messages: comparison.checked_messages + findings.checked_messages,
    checked_conversations:
      comparison.checked_conversations + findings.checked_conversations,
    missing: comparison.missing + findings.missing,
    stale: comparison.stale + findings.stale,
    repaired: comparison.repaired + findings.repaired,
    failed: comparison.failed + findings.failed,
    newest_at: maxTime(comparison.newest_at, progress.newestAt),
    newest_known_at: maxTime(
      comparison.newest_known_at,
      progress.newestKnownAt,
    ),
    webhook_problems: [...comparison.webhook_problems, ...problems],
    step: cursor === undefined ? comparison.step + 1 : comparison.step,
    cursor,
    progressed_at: now,
    failures: 0,
    restarts: cursor === undefined ? 0 : comparison.restarts,
    retry_at: undefined,
    error_code: undefined,
  };
  if (stepOf(next) !== null) {
    await ctx.db.replace("syncHealth", comparison._id, next);
    await scheduleStep(ctx, comparison._id, now);
    return;
  }
  await end(ctx, { ...next, status: "done" }, now);
}

async function end(
  ctx: MutationCtx,
  comparison: Comparison,
  now: number,
): Promise<void> {
  const { newest_at: newest, newest_known_at: known } = comparison;
  const ended: Comparison = {
    ...comparison,
    finished_at: now,
    lag_ms:
      newest === undefined
        ? 0
        : Math.max(newest - (known ?? comparison.window_from), 0),
  };
  await ctx.db.replace("syncHealth", comparison._id, ended);
  logEvent("reconcile.ended", {
    workspace_id: comparison.workspace_id,
    status: comparison.status,
    error_code: comparison.error_code,
    missing_count: comparison.missing,
    stale_count: comparison.stale,
    repaired_count: comparison.repaired,
    failed_count: comparison.failed,
    lag_ms: ended.lag_ms,
  });
  if (ended.status === "done") {
    await tell(ctx, ended);
  }
}

/** Raises what an operator should look at. */
async function tell(ctx: MutationCtx, comparison: Comparison): Promise<void> {
  const { workspace_id } = comparison;
  for (const found of comparison.webhook_problems) {
    await raiseAlertOnce(ctx, {
      kind:
        found.problem === "webhook_paused"
          ? "webhook_paused"
          : "webhook_misconfigured",
      key: webhookAlertKey(found),
      workspace_id,
    });
  }
  if (hasGap(comparison)) {
    await raiseAlertOnce(ctx, {
      kind: "messages_missing",
      key: workspace_id,
      workspace_id,
    });
  }
}

/**
 * A step failed: it is tried again where that can help, a list whose cursor has
 * ended begins anew, and else the comparison has failed.
 */
export async function stumble(
  ctx: MutationCtx,
  comparison: Comparison,
  { code, retryAfterMs = 0 }: KapsoFailure,
): Promise<void> {
  const now = Date.now();
  const isCursor = code === "kapso_cursor_expired";
  const failures = comparison.failures + (isCursor ? 0 : 1);
  const restarts = comparison.restarts + (isCursor ? 1 : 0);
  const mayGoOn = isCursor
    ? restarts <= MAX_RESTARTS
    : isTransient(code) && failures <= MAX_FAILURES;
  const next = { ...comparison, failures, restarts, error_code: code };
  if (!mayGoOn) {
    await end(ctx, { ...next, status: "failed" }, now);
    return;
  }
  const backoff = Math.min(MINUTE_MS * 2 ** (failures - 1), MAX_RETRY_MS);
  const retryAt = isCursor ? now : now + Math.max(retryAfterMs, backoff);
  await ctx.db.replace("syncHealth", comparison._id, {
    ...next,
    cursor: isCursor ? undefined : comparison.cursor,
    progressed_at: now,
    retry_at: retryAt,
  });
  await scheduleStep(ctx, comparison._id, retryAt);
}
