/**
 * Things an operator should look at: one counted row per kind and key, which
 * stands until its cause is gone.
 */
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import type { AlertKind } from "../../../src/lib/alerts/kinds";
import type { NotificationEvent } from "../../../src/lib/notifications/events";
import { MINUTE_MS } from "../../../src/lib/time/units";
import { logEvent } from "../shared/log";
import { notify } from "../notifications/notify";

/** A standing alert's time is written no more often than this. */
const SEEN_EVERY_MS = 5 * MINUTE_MS;

export interface Alert {
  kind: AlertKind;
  key: string;
  workspace_id?: Id<"workspaces">;
  /** The delivery that gives cause for it. */
  audit_id?: Id<"webhookAudit">;
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
  const resolved_at = Date.now();
  await ctx.db.patch("alerts", alert._id, { resolved_at });
  logEvent("alert.resolved", { alert_id: alert._id, alert_code: alert.kind });
  const since = openedAt(alert);
  await tell(ctx, alert, {
    type: "alert.resolved",
    alert_id: alert._id,
    kind: alert.kind,
    since,
    lasted_ms: resolved_at - since,
  });
}

/** Since when an alert stands, or stood last. */
export const openedAt = (alert: Doc<"alerts">): number =>
  alert.opened_at ?? alert.first_at;

export const isMuted = (alert: Doc<"alerts">, now: number): boolean =>
  alert.muted_until !== undefined && alert.muted_until > now;

type AlertEvent = Extract<NotificationEvent, { alert_id: string }>;

/** Tells of it once for each time that it began or ended. */
async function tell(
  ctx: MutationCtx,
  alert: Doc<"alerts">,
  event: AlertEvent,
): Promise<void> {
  if (isMuted(alert, Date.now())) {
    return;
  }
  const channelId =
    alert.kind === "channel_failing"
      ? ctx.db.normalizeId("channels", alert.key)
      : null;
  await notify(ctx, {
    workspaceId: alert.workspace_id,
    key: `${event.type}:${alert._id}:${event.since}`,
    event,
    ...(channelId === null ? {} : { except: channelId }),
  });
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
  if (existing !== null && existing.resolved_at === undefined) {
    const count = existing.count + 1;
    await ctx.db.patch("alerts", existing._id, { count, last_at: now });
    return;
  }
  const { audit_id } = alert;
  const opened = { last_at: now, opened_at: now, audit_id };
  const id =
    existing?._id ??
    (await ctx.db.insert("alerts", {
      ...alert,
      ...opened,
      count: 1,
      first_at: now,
    }));
  if (existing !== null) {
    await ctx.db.patch("alerts", id, {
      ...opened,
      count: existing.count + 1,
      resolved_at: undefined,
      acknowledged_at: undefined,
      acknowledged_by: undefined,
    });
  }
  logEvent("alert.raised", {
    alert_id: id,
    alert_code: alert.kind,
    audit_id,
  });
  const raised = await ctx.db.get("alerts", id);
  if (raised !== null) {
    const { kind } = alert;
    await tell(ctx, raised, {
      type: "alert.raised",
      alert_id: id,
      kind,
      since: now,
      ...(audit_id && { audit_id }),
    });
  }
}
