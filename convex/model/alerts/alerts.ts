/**
 * Things an operator should look at: one counted row per kind and key, which
 * stands until its cause is gone.
 */
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { MINUTE_MS } from "../../../src/lib/time/units";
import { logEvent } from "../shared/log";
import type { AlertKind } from "../workspaces/tables";

/** A standing alert's time is written no more often than this. */
const SEEN_EVERY_MS = 5 * MINUTE_MS;

export interface Alert {
  kind: AlertKind;
  key: string;
  workspace_id?: Id<"workspaces">;
}

/** Raises an alert; each time counts. */
export async function raiseAlert(
  ctx: MutationCtx,
  alert: Alert,
): Promise<void> {
  await countAlert(ctx, alert, await findAlert(ctx, alert));
}

/**
 * Raises an alert unless it stands already; then it only notes that it is still
 * seen, now and then.
 */
export async function raiseAlertOnce(
  ctx: MutationCtx,
  alert: Alert,
): Promise<void> {
  const existing = await findAlert(ctx, alert);
  if (existing === null || existing.resolved_at !== undefined) {
    await countAlert(ctx, alert, existing);
  } else if (existing.last_at + SEEN_EVERY_MS <= Date.now()) {
    await ctx.db.patch("alerts", existing._id, { last_at: Date.now() });
  }
}

/** Closes an alert whose cause is gone; raising it again opens it again. */
export async function resolveAlert(
  ctx: MutationCtx,
  alert: Doc<"alerts">,
): Promise<void> {
  if (alert.resolved_at !== undefined) {
    return;
  }
  await ctx.db.patch("alerts", alert._id, { resolved_at: Date.now() });
  logEvent("alert.resolved", { alert_id: alert._id, alert_code: alert.kind });
}

async function findAlert(
  ctx: MutationCtx,
  { kind, key }: Alert,
): Promise<Doc<"alerts"> | null> {
  return await ctx.db
    .query("alerts")
    .withIndex("by_kind_and_key", (q) => q.eq("kind", kind).eq("key", key))
    .first();
}

async function countAlert(
  ctx: MutationCtx,
  alert: Alert,
  existing: Doc<"alerts"> | null,
): Promise<void> {
  const now = Date.now();
  if (existing === null) {
    const alertId = await ctx.db.insert("alerts", {
      ...alert,
      count: 1,
      first_at: now,
      last_at: now,
    });
    logEvent("alert.raised", { alert_id: alertId, alert_code: alert.kind });
    return;
  }
  await ctx.db.patch("alerts", existing._id, {
    count: existing.count + 1,
    last_at: now,
    resolved_at: undefined,
  });
  if (existing.resolved_at !== undefined) {
    logEvent("alert.raised", {
      alert_id: existing._id,
      alert_code: alert.kind,
    });
  }
}
