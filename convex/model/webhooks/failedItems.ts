/**
 * Items that could not be applied: a code, attempts, and either the time of the
 * next try or none (a dead letter, for people to look at).
 */
import { ConvexError } from "convex/values";
import { isPermanentCode } from "../../../src/lib/errors";
import { retryDelayMs } from "../../../src/lib/webhooks/retry";
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { raiseAlert } from "../alerts/alerts";
import { logEvent } from "../shared/log";

/** Stack frames that go to the log; their text holds no values of ours. */
const LOGGED_FRAMES = 3;

/** The stable code of what was thrown; anything unexpected is "apply_failed". */
export function codeOf(error: unknown): string {
  if (error instanceof ConvexError) {
    const data: unknown = error.data;
    if (typeof data === "object" && data !== null && "code" in data) {
      return typeof data.code === "string" ? data.code : "apply_failed";
    }
  }
  return "apply_failed";
}

/**
 * Logs a failed item. An unexpected error's message may quote the document it
 * stumbled over, so only its name and frames are written.
 */
export function logFailedItem(
  auditId: Id<"webhookAudit">,
  itemIndex: number,
  error: unknown,
): void {
  logEvent("webhook.item_failed", {
    audit_id: auditId,
    item_index: itemIndex,
    error_code: codeOf(error),
    error_name: error instanceof Error ? error.name : undefined,
    frames: framesOf(error),
  });
}

/** Where an unexpected error was thrown; never a line of its message. */
function framesOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof ConvexError) {
    return undefined;
  }
  const stack = error.stack ?? "";
  // The message comes first and may hold lines that look like frames.
  const start = stack.indexOf(error.message);
  return start < 0
    ? undefined
    : stack
        .slice(start + error.message.length)
        .split("\n")
        .filter((line) => /^\s+at /.test(line))
        .slice(0, LOGGED_FRAMES)
        .map((line) => line.trim())
        .join(" | ");
}

/** What a new failed item is about. */
export type FailedItemTarget = Pick<
  Doc<"syncFailures">,
  "audit_id" | "workspace_id" | "phone_number_id" | "item_index"
>;

/** Keeps an item, or a whole delivery, that can never be applied. */
export async function keepDeadLetter(
  ctx: MutationCtx,
  target: FailedItemTarget,
  code: string,
  attempts = 1,
): Promise<void> {
  await ctx.db.insert("syncFailures", {
    ...target,
    kind: "dead_letter",
    error_code: code,
    attempts,
  });
}

/** Open failed items that are a whole delivery: one for each number it names. */
const MAX_WHOLE_FAILED = 1000;

/**
 * Notes, once per delivery and number, that it waits until the number has an
 * owner. Nothing is tried before: `reprocess.wakeUnclaimed` starts it anew.
 */
export async function keepUntilClaimed(
  ctx: MutationCtx,
  audit: Doc<"webhookAudit">,
  phoneNumberId: string,
): Promise<void> {
  const known = await ctx.db
    .query("syncFailures")
    .withIndex("by_audit_id_and_resolved_at_and_item_index", (q) =>
      q
        .eq("audit_id", audit._id)
        .eq("resolved_at", undefined)
        .eq("item_index", undefined),
    )
    .take(MAX_WHOLE_FAILED);
  const isKnown = known.some(
    (row) => row.kind === "delivery" && row.phone_number_id === phoneNumberId,
  );
  if (isKnown) {
    return;
  }
  await ctx.db.insert("syncFailures", {
    audit_id: audit._id,
    workspace_id: audit.workspace_id,
    phone_number_id: phoneNumberId,
    kind: "delivery",
    error_code: "unclaimed_phone_number",
    attempts: 1,
  });
  logEvent("webhook.unclaimed", { audit_id: audit._id });
  await raiseAlert(ctx, {
    kind: "unclaimed_phone_number",
    key: phoneNumberId,
    audit_id: audit._id,
  });
}

/** Keeps a failed item and schedules its next try, unless none can help. */
export async function keepFailedItem(
  ctx: MutationCtx,
  target: FailedItemTarget,
  code: string,
): Promise<void> {
  if (isPermanentCode(code)) {
    await keepDeadLetter(ctx, target, code);
    return;
  }
  const failedItemId = await ctx.db.insert("syncFailures", {
    ...target,
    kind: "item",
    error_code: code,
    attempts: 1,
  });
  await scheduleRetry(ctx, failedItemId, 1, code);
}

/**
 * Plans the try after `attempts` tries; nothing is planned past the last one or
 * when no further one can help.
 */
export async function scheduleRetry(
  ctx: MutationCtx,
  failedItemId: Id<"syncFailures">,
  attempts: number,
  code: string,
): Promise<void> {
  const delayMs = isPermanentCode(code) ? null : retryDelayMs(attempts);
  const nextRetryAt = delayMs === null ? undefined : Date.now() + delayMs;
  await ctx.db.patch("syncFailures", failedItemId, {
    next_retry_at: nextRetryAt,
    kind: nextRetryAt === undefined ? "dead_letter" : "item",
  });
  if (nextRetryAt !== undefined) {
    await ctx.scheduler.runAt(
      nextRetryAt,
      internal.webhooks.retry.retryFailedItem,
      {
        failed_item_id: failedItemId,
      },
    );
  }
}
