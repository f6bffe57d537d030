/**
 * Replays: a delivery is taken up again from its first item, on the one way that
 * deliveries are processed, and a row says who asked and what came of it.
 * Applying again changes nothing, so a replay cannot double anything.
 */
import { isNews } from "../../../src/lib/webhooks/effects";
import { MINUTE_MS } from "../../../src/lib/time/units";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { UserId } from "../users/tables";
import type { Outcome } from "./items";

/** A body must outlive the work on it, also behind a backlog. */
const MIN_LIFE_LEFT_MS = 10 * MINUTE_MS;

/** Items that brought something that was not known. */
export const newsIn = (outcomes: readonly Outcome[]): number =>
  outcomes.filter(
    (outcome) => outcome.kind === "applied" && isNews(outcome.did.effects),
  ).length;

/** Whether a delivery's raw body is there, and stays long enough. */
export async function hasBody(
  ctx: QueryCtx,
  auditId: Id<"webhookAudit">,
  now: number,
): Promise<boolean> {
  const part = await ctx.db
    .query("webhookPayloads")
    .withIndex("by_audit_id_and_part", (q) => q.eq("audit_id", auditId))
    .first();
  return part !== null && part.expires_at > now + MIN_LIFE_LEFT_MS;
}

/** Notes that a replay begins; the delivery carries the id until it is through. */
export async function beginReplay(
  ctx: MutationCtx,
  audit: Doc<"webhookAudit">,
  who: { userId: UserId | undefined; runId?: Id<"replayRuns"> },
): Promise<Id<"deliveryReplays">> {
  return await ctx.db.insert("deliveryReplays", {
    audit_id: audit._id,
    workspace_id: audit.workspace_id,
    run_id: who.runId,
    requested_by: who.userId,
    requested_at: Date.now(),
    status_before: audit.status,
    state: "open",
    news_count: 0,
  });
}

/** Adds what a slice brought; with a status, the replay is over. */
export async function advanceReplay(
  ctx: MutationCtx,
  replayId: Id<"deliveryReplays">,
  done: {
    news: number;
    status?: Doc<"webhookAudit">["status"];
    errorCode?: string | undefined;
  },
): Promise<void> {
  const replay = await ctx.db.get("deliveryReplays", replayId);
  if (replay === null) {
    return;
  }
  const { status, errorCode } = done;
  await ctx.db.patch("deliveryReplays", replayId, {
    news_count: replay.news_count + done.news,
    ...(status !== undefined && {
      state: "ended" as const,
      ended_at: Date.now(),
      status_after: status,
      error_code: errorCode,
    }),
  });
}
