/**
 * When an alert is over: its cause is gone, and nothing has been seen of it for
 * a while. The second half keeps one that comes and goes from flickering.
 */
import { readConfig, type AiConfig } from "../../src/lib/ai/config";
import type { AlertKind } from "../../src/lib/alerts/kinds";
import { monthOf, GLOBAL_ZONE } from "../../src/lib/ai/month";
import { isPriced } from "../../src/lib/ai/cost";
import { MINUTE_MS, HOUR_MS, DAY_MS } from "../../src/lib/time/units";
import type { Doc } from "../_generated/dataModel";
import { env, type QueryCtx } from "../_generated/server";
import {
  alertedPercentOf,
  loadGlobalBudgetPeriod,
  loadBudgetPeriod,
} from "../model/ai/budgets";
import { findModel } from "../model/ai/models";
import { isOfDeployment, isRunningAgain } from "../model/alerts/cronWatch";
import { findLastDone, hasGap, webhookAlertKey } from "../model/kapso/health";
import { hasDrifted } from "../model/settings/sync";
import { findPhoneNumber } from "../model/workspaces/scope";

type Alert = Doc<"alerts">;

interface Rule {
  /** It was not seen for so long. */
  quietMs: number;
  /** Its cause is gone; absent where quiet is all there is to see. */
  isGone?: (ctx: QueryCtx, alert: Alert, now: number) => Promise<boolean>;
}

/** docs/operations.md has the same table in words. */
const RULES: Record<AlertKind, Rule> = {
  v1_webhook: { quietMs: DAY_MS },
  unclaimed_phone_number: { quietMs: 10 * MINUTE_MS, isGone: isClaimed },
  digest_failed: { quietMs: 0, isGone: hasDigestSince },
  ai_budget: { quietMs: 0, isGone: isWithinBudget },
  ai_provider_refused: { quietMs: HOUR_MS, isGone: isTakenAgain },
  ai_model_substituted: { quietMs: DAY_MS, isGone: isServedAsAsked },
  ai_model_unpriced: { quietMs: HOUR_MS, isGone: hasPrice },
  ai_reservation_exceeded: { quietMs: 7 * DAY_MS },
  ai_unusable: { quietMs: 10 * MINUTE_MS, isGone: isConfiguredOtherwise },
  ai_unanswered: { quietMs: HOUR_MS, isGone: isAnsweredAgain },
  // The sweeper sees it anew before it asks whether it is over.
  secret_unusable: { quietMs: 10 * MINUTE_MS },
  settings_drift: { quietMs: 0, isGone: isConfirmed },
  webhook_paused: { quietMs: 0, isGone: isWebhookMended },
  webhook_misconfigured: { quietMs: 0, isGone: isWebhookMended },
  messages_missing: { quietMs: 0, isGone: isComplete },
  // Judged anew every few minutes while their cause is there: alerts/judge.ts.
  refused_signatures: { quietMs: 30 * MINUTE_MS },
  traffic_spike: { quietMs: HOUR_MS },
  traffic_silence: { quietMs: 0, isGone: hasArrived },
  failure_rate: { quietMs: HOUR_MS },
  deliveries_stuck: { quietMs: 10 * MINUTE_MS },
  cron_lost: { quietMs: 0, isGone: isScheduledAgain },
  disk_low: { quietMs: 15 * MINUTE_MS },
  channel_failing: { quietMs: 0, isGone: isChannelWell },
};

/** A workspace's was made again at once; one of the deployment has to run. */
async function isScheduledAgain(
  ctx: QueryCtx,
  alert: Alert,
  now: number,
): Promise<boolean> {
  return isOfDeployment(alert)
    ? await isRunningAgain(ctx, alert, now)
    : alert.last_at + DAY_MS <= now;
}

/** The active version is what Kapso has. */
async function isConfirmed(
  ctx: QueryCtx,
  { workspace_id: workspaceId }: Alert,
): Promise<boolean> {
  return workspaceId === undefined || !(await hasDrifted(ctx, workspaceId));
}

/** A later comparison found the webhook in order, or nobody compares any more. */
async function isWebhookMended(
  ctx: QueryCtx,
  { key, workspace_id, last_at }: Alert,
): Promise<boolean> {
  const last = workspace_id && (await findLastDone(ctx, workspace_id));
  if (!last) {
    return true;
  }
  const keys = last.webhook_problems.map(webhookAlertKey);
  return last.started_at > last_at && !keys.includes(key);
}

/** A later comparison found nothing missing, or fed all of it. */
async function isComplete(
  ctx: QueryCtx,
  { workspace_id, last_at }: Alert,
): Promise<boolean> {
  const last = workspace_id && (await findLastDone(ctx, workspace_id));
  return !last || (last.started_at > last_at && !hasGap(last));
}

/** True when nobody needs to look at it any more. */
export async function isOver(
  ctx: QueryCtx,
  alert: Alert,
  now: number,
): Promise<boolean> {
  const { quietMs, isGone } = RULES[alert.kind];
  if (alert.last_at + quietMs > now) {
    return false;
  }
  return isGone === undefined || (await isGone(ctx, alert, now));
}

/** Somebody owns the number now, or nothing waits for an owner any more. */
async function isClaimed(ctx: QueryCtx, { key }: Alert): Promise<boolean> {
  const number = await findPhoneNumber(ctx, key);
  if (number?.workspace_id !== undefined) {
    return true;
  }
  const waiting = await ctx.db
    .query("syncFailures")
    .withIndex("by_phone_number_id_and_error_code_and_resolved_at", (q) =>
      q
        .eq("phone_number_id", key)
        .eq("error_code", "unclaimed_phone_number")
        .eq("resolved_at", undefined),
    )
    .first();
  return waiting === null;
}

/** A later run of the workspace came to a good end. */
async function hasDigestSince(
  ctx: QueryCtx,
  { workspace_id: workspaceId, last_at }: Alert,
): Promise<boolean> {
  if (workspaceId === undefined) {
    return true;
  }
  const last = await ctx.db
    .query("digestRuns")
    .withIndex("by_workspace_id_and_finished_at", (q) =>
      q.eq("workspace_id", workspaceId).gt("finished_at", last_at),
    )
    .order("desc")
    .first();
  return last !== null && last.status !== "failed";
}

/** The month is over, or the limit was raised well above what is spent. */
async function isWithinBudget(
  ctx: QueryCtx,
  { key, workspace_id: workspaceId }: Alert,
  now: number,
): Promise<boolean> {
  const [, month = "", percent] = key.split(":");
  if (workspaceId === undefined) {
    const period = await loadGlobalBudgetPeriod(ctx, month);
    return (
      month !== monthOf(now, GLOBAL_ZONE) ||
      alertedPercentOf(period) < Number(percent)
    );
  }
  const workspace = await ctx.db.get("workspaces", workspaceId);
  if (workspace === null || month !== monthOf(now, workspace.timezone)) {
    return true;
  }
  const period = await loadBudgetPeriod(ctx, workspace, month);
  return alertedPercentOf(period) < Number(percent);
}

/** The models that are asked now; none where AI cannot be used. */
function modelsInUse(): Pick<AiConfig, "provider" | "model">[] {
  const read = readConfig(env);
  if (read.kind === "unconfigured") {
    return [];
  }
  const { provider, model, modelLarge } = read.config;
  return [...new Set([model, modelLarge])].map((name) => ({
    provider,
    model: name,
  }));
}

/** The model has answered since, or is not asked any more. */
async function isTakenAgain(
  ctx: QueryCtx,
  { key, last_at }: Alert,
): Promise<boolean> {
  const asked = modelsInUse().find(({ provider, model }) =>
    key.startsWith(`${provider}:${model}:`),
  );
  if (asked === undefined) {
    return true;
  }
  const answered = await ctx.db
    .query("aiUsage")
    .withIndex("by_provider_and_model_and_status_and_created_at", (q) =>
      q
        .eq("provider", asked.provider)
        .eq("model", asked.model)
        .eq("status", "succeeded")
        .gt("created_at", last_at),
    )
    .first();
  return answered !== null;
}

/** It answers under its own name again, or is not asked any more. */
async function isServedAsAsked(
  ctx: QueryCtx,
  { key }: Alert,
): Promise<boolean> {
  for (const asked of modelsInUse()) {
    const learned = await findModel(ctx, asked);
    if (key === `${asked.provider}:${asked.model}:${learned?.served_as}`) {
      return false;
    }
  }
  return true;
}

/** It is in the price table now, or does not answer any more. */
async function hasPrice(
  ctx: QueryCtx,
  { key }: Alert,
  now: number,
): Promise<boolean> {
  for (const asked of modelsInUse()) {
    const learned = await findModel(ctx, asked);
    const models = [asked.model, learned?.served_as ?? asked.model];
    const model = models.find((name) => key === `${asked.provider}:${name}`);
    if (model !== undefined && !isPriced(asked.provider, model, now)) {
      return false;
    }
  }
  return true;
}

/** The environment is in order, has another fault, or asks for no AI. */
async function isConfiguredOtherwise(
  _ctx: QueryCtx,
  { key }: Alert,
): Promise<boolean> {
  const read = readConfig(env);
  return read.kind === "configured" || read.reason !== key;
}

/** A call has succeeded since, or no provider is configured. */
async function isAnsweredAgain(
  ctx: QueryCtx,
  { last_at }: Alert,
): Promise<boolean> {
  if (modelsInUse().length === 0) {
    return true;
  }
  const answered = await ctx.db
    .query("aiUsage")
    .withIndex("by_status_and_created_at", (q) =>
      q.eq("status", "succeeded").gt("created_at", last_at),
    )
    .first();
  return answered !== null;
}

/** A delivery of the workspace has arrived since. */
async function hasArrived(
  ctx: QueryCtx,
  { workspace_id: workspaceId, last_at }: Alert,
): Promise<boolean> {
  const newest = await ctx.db
    .query("webhookAudit")
    .withIndex("by_workspace_id_and_received_at", (q) =>
      q.eq("workspace_id", workspaceId).gt("received_at", last_at),
    )
    .first();
  return newest !== null;
}

/** Its last attempt went through, somebody switched it off, or it is gone. */
async function isChannelWell(ctx: QueryCtx, { key }: Alert): Promise<boolean> {
  const id = ctx.db.normalizeId("channels", key);
  const channel = id === null ? null : await ctx.db.get("channels", id);
  return (
    channel === null ||
    channel.failures === 0 ||
    channel.off_reason === "by_hand"
  );
}
