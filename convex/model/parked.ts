/**
 * Events whose target nobody has seen yet wait here and are taken out in the
 * transaction that brings the target.
 */
import type {
  ReactionEvent,
  ReceiptEvent,
  WorkflowEvent,
} from "../../src/lib/webhook/events";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";

export type ParkedEvent = ReceiptEvent | ReactionEvent | WorkflowEvent;

/** Receipts and reactions of a message that never came are dropped after this. */
const PARKED_RETENTION_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Companions of one message or session: a few receipts, reactions, handoffs.
 * What is above the cap stays and is taken with the target's next event.
 */
const MAX_TAKEN = 200;

export const messageTarget = (kapsoMessageId: string) =>
  `message:${kapsoMessageId}`;
export const sessionTarget = (kapsoConversationId: string) =>
  `session:${kapsoConversationId}`;

/** Parks an event once; a repeat of it changes nothing. */
export async function parkEvent(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces"> | undefined,
  event: ParkedEvent,
): Promise<void> {
  const target = targetOf(event);
  const fingerprint = `${workspaceId ?? ""}|${fingerprintOf(event)}`;
  const existing = await ctx.db
    .query("parkedEvents")
    .withIndex("by_target_and_fingerprint", (q) =>
      q.eq("target", target).eq("fingerprint", fingerprint),
    )
    .first();
  if (existing === null) {
    const now = Date.now();
    await ctx.db.insert("parkedEvents", {
      target,
      fingerprint,
      workspace_id: workspaceId,
      event,
      parked_at: now,
      expires_at:
        event.kind === "workflow" ? undefined : now + PARKED_RETENTION_MS,
    });
  }
}

/** Takes out what waits for a target and may be seen by the workspace. */
export async function takeParked(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  target: string,
): Promise<ParkedEvent[]> {
  const rows: Doc<"parkedEvents">[] = await ctx.db
    .query("parkedEvents")
    .withIndex("by_target_and_fingerprint", (q) => q.eq("target", target))
    .take(MAX_TAKEN);
  const mine = rows.filter(
    (row) => row.workspace_id === undefined || row.workspace_id === workspaceId,
  );
  for (const row of mine) {
    await ctx.db.delete("parkedEvents", row._id);
  }
  return mine.map((row) => row.event);
}

function targetOf(event: ParkedEvent): string {
  switch (event.kind) {
    case "receipt":
      return messageTarget(event.kapso_message_id);
    case "reaction":
      return messageTarget(event.target_message_id);
    case "workflow":
      return sessionTarget(event.kapso_conversation_id);
  }
}

function fingerprintOf(event: ParkedEvent): string {
  switch (event.kind) {
    case "receipt":
      return `receipt|${event.receipt.status}|${event.receipt.at}`;
    case "reaction":
      return `reaction|${event.kapso_message_id}`;
    case "workflow":
      return `workflow|${event.workflow_execution_id}|${event.outcome}`;
  }
}
