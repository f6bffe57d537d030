/** Starting replays: of one delivery, and of those that a filter names. */
import { ConvexError } from "convex/values";
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { UserId } from "../users/tables";
import { jobStateOf } from "./jobs";
import { beginReplay, hasBody } from "./replayRows";
import { restartDelivery } from "./reprocessing";

type Audit = Doc<"webhookAudit">;
export type Run = Doc<"replayRuns">;

/** In this order, so that what one replay makes of a delivery is not its next. */
export const REPLAY_STATUSES = ["partial", "failed", "rejected"] as const;

/** Who asks: a member, or an operator with the admin key. */
export interface Requester {
  userId: UserId | undefined;
  runId?: Id<"replayRuns">;
}

/**
 * Takes one delivery up again.
 *
 * @returns the replay, or why there is none: its body is gone, or is too soon;
 *   it is being processed, and goes on by itself
 */
export async function startReplay(
  ctx: MutationCtx,
  audit: Audit,
  requester: Requester,
): Promise<Id<"deliveryReplays"> | "payload_expired" | "delivery_running"> {
  if (!(await hasBody(ctx, audit._id, Date.now()))) {
    return "payload_expired";
  }
  const isUnderWay = audit.status === "received";
  if (isUnderWay && (await jobStateOf(ctx, audit)) === "waiting") {
    return "delivery_running";
  }
  const replay_id = await beginReplay(ctx, audit, requester);
  if (!(await restartDelivery(ctx, audit, replay_id))) {
    await ctx.scheduler.runAfter(0, internal.webhooks.reprocess.start, {
      audit_id: audit._id,
      replay_id,
    });
  }
  return replay_id;
}

/** @throws ConvexError `payload_expired`, `delivery_running`. */
export async function requireReplay(
  ctx: MutationCtx,
  audit: Audit,
  requester: Requester,
): Promise<Id<"deliveryReplays">> {
  const started = await startReplay(ctx, audit, requester);
  if (started === "payload_expired") {
    throw new ConvexError({ code: "payload_expired" });
  }
  if (started === "delivery_running") {
    throw new ConvexError({ code: "delivery_running" });
  }
  return started;
}

/** Deliveries of one status that a filter names, oldest first. */
export const deliveriesFor = (
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  { from, until }: Pick<Run["filter"], "from" | "until">,
  status: Audit["status"],
) =>
  ctx.db
    .query("webhookAudit")
    .withIndex("by_workspace_id_and_status_and_received_at", (q) =>
      q
        .eq("workspace_id", workspaceId)
        .eq("status", status)
        .gte("received_at", from)
        .lt("received_at", until),
    );

/** What the index does not know of a filter. */
export const isMeant = (
  { event_type, endpoint_key }: Run["filter"],
  audit: Audit,
): boolean =>
  (event_type === undefined || audit.event_type === event_type) &&
  (endpoint_key === undefined || audit.endpoint_key === endpoint_key);

/** The workspace's last run, which alone may not be over. */
export async function newestRun(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Run | null> {
  return await ctx.db
    .query("replayRuns")
    .withIndex("by_workspace_id_and_started_at", (q) =>
      q.eq("workspace_id", workspaceId),
    )
    .order("desc")
    .first();
}
