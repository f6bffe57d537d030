/**
 * Whether we have what Kapso has, and feeding what we have not: through the same
 * way that deliveries go, and through no other.
 */
import { v } from "convex/values";
import { vWebhookEvent, type WebhookEvent } from "../../src/lib/crm/events";
import { isAhead } from "../../src/lib/crm/status";
import { timeOfEvent } from "../../src/lib/kapso/api/items";
import { keptSince } from "../../src/lib/privacy/retention";
import { maxTime } from "../../src/lib/time/latest";
import { internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import { internalMutation, type MutationCtx } from "../_generated/server";
import { findMessage } from "../model/conversations/messages";
import { findSession } from "../model/conversations/sessions";
import { NO_FINDINGS, vFindings } from "../model/kapso/tables";
import { errorName, logEvent } from "../model/shared/log";
import { codeOf } from "../model/webhooks/failedItems";

/** What stands where a delivery names its endpoint. */
const ENDPOINT_KEY = "reconcile";

export const vCompared = v.object({
  findings: vFindings,
  newest_at: v.optional(v.number()),
  newest_known_at: v.optional(v.number()),
});
export type Compared = typeof vCompared.type;

type Verdict = "known" | "missing" | "stale" | "untold";

/** Compares a few events, so that each fits into one transaction, fed or not. */
export const compare = internalMutation({
  args: {
    workspace_id: v.id("workspaces"),
    is_repairing: v.boolean(),
    events: v.array(vWebhookEvent),
  },
  returns: vCompared,
  handler: async (ctx, { workspace_id, is_repairing, events }) => {
    const workspace = await ctx.db.get("workspaces", workspace_id);
    const compared: Compared = {
      findings: { ...NO_FINDINGS },
    };
    if (workspace === null) {
      return compared;
    }
    for (const event of events) {
      await compareOne(ctx, { workspace, isRepairing: is_repairing }, event, {
        compared,
      });
    }
    return compared;
  },
});

async function compareOne(
  ctx: MutationCtx,
  {
    workspace,
    isRepairing,
  }: { workspace: Doc<"workspaces">; isRepairing: boolean },
  event: WebhookEvent,
  { compared }: { compared: Compared },
): Promise<void> {
  const { findings } = compared;
  const verdict = await judge(ctx, workspace, event);
  if (event.kind === "message") {
    findings.checked_messages += 1;
    const at = timeOfEvent(event);
    compared.newest_at = maxTime(compared.newest_at, at);
    if (verdict !== "missing") {
      compared.newest_known_at = maxTime(compared.newest_known_at, at);
    }
  } else if (event.kind === "conversation") {
    findings.checked_conversations += 1;
  }
  if (verdict === "known") {
    return;
  }
  const isDifference = verdict !== "untold";
  const fate = isRepairing ? await feed(ctx, workspace, event) : "left";
  // Who was erased stays away: that is no gap.
  if (isDifference && fate !== "erased") {
    findings[verdict] += 1;
    findings.repaired += fate === "fed" ? 1 : 0;
    findings.failed += fate === "failed" ? 1 : 0;
  }
}

/** Reactions, edits and deletions leave no row of their own: nothing tells. */
async function judge(
  ctx: MutationCtx,
  { _id, message_retention_days: days }: Doc<"workspaces">,
  event: WebhookEvent,
): Promise<Verdict> {
  if (event.kind === "conversation") {
    const { kapso_conversation_id: sessionId } = event.session;
    const session = await findSession(ctx, _id, sessionId);
    const isOpen = session !== null && session.ended_at === undefined;
    return isOpen ? "stale" : "known";
  }
  if (event.kind !== "message") {
    return "untold";
  }
  const message = await findMessage(ctx, _id, event.kapso_message_id);
  if (message === null) {
    const isPast = event.sent_at < keptSince(days, Date.now());
    return isPast ? "known" : "missing";
  }
  return isBehind(message, event.receipts) ? "stale" : "known";
}

function isBehind(
  { direction, status, status_times }: Doc<"messages">,
  receipts: Parameters<typeof isAhead>[1],
): boolean {
  return (
    direction === "outbound" &&
    status !== "received" &&
    isAhead({ status, status_times }, receipts)
  );
}

/** A savepoint, as each item of a delivery has one. */
async function feed(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  event: WebhookEvent,
): Promise<"fed" | "erased" | "failed"> {
  try {
    await ctx.runMutation(internal.webhooks.process.applyEvent, {
      event,
      endpoint_key: ENDPOINT_KEY,
      endpoint_workspace_id: workspace._id,
      received_at: Date.now(),
    });
    return "fed";
  } catch (error) {
    const code = codeOf(error);
    if (code === "erased_person") {
      return "erased";
    }
    logEvent("reconcile.item_failed", {
      workspace_id: workspace._id,
      error_code: code,
      error_name: errorName(error),
    });
    return "failed";
  }
}
