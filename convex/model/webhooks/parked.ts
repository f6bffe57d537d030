/**
 * Events whose target nobody has seen yet wait here and are taken out in the
 * transaction that brings the target.
 */
import { DAY_MS } from "../../../src/lib/time/units";
import type {
  EditEvent,
  ReactionEvent,
  ReceiptEvent,
  RevokeEvent,
  WorkflowEvent,
} from "../../../src/lib/crm/events";
import { sha256Hex } from "../../../src/lib/crypto/sha256";
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";

export type ParkedEvent =
  ReceiptEvent | ReactionEvent | EditEvent | RevokeEvent | WorkflowEvent;

/** What waits for a message that never came is dropped after this. */
const PARKED_RETENTION_MS = 30 * DAY_MS;

/**
 * Companions of one message or session: a few receipts, reactions, handoffs.
 * What is above is taken in further transactions (`webhooks/parked`).
 */
const MAX_TAKEN = 50;

const MESSAGE_PREFIX = "message:";
const SESSION_PREFIX = "session:";
export const messageTarget = (kapsoMessageId: string) =>
  `${MESSAGE_PREFIX}${kapsoMessageId}`;
export const sessionTarget = (kapsoConversationId: string) =>
  `${SESSION_PREFIX}${kapsoConversationId}`;

/** What a target names: a message or a session, by the provider's id. */
export function parseTarget(target: string): {
  kind: "message" | "session";
  id: string;
} {
  return target.startsWith(MESSAGE_PREFIX)
    ? { kind: "message", id: target.slice(MESSAGE_PREFIX.length) }
    : { kind: "session", id: target.slice(SESSION_PREFIX.length) };
}

/** Parks an event once; a repeat of it changes nothing. */
export async function parkEvent(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces"> | undefined,
  event: ParkedEvent,
): Promise<void> {
  const target = targetOf(event);
  const fingerprint = await fingerprintOf(event);
  const existing = await ctx.db
    .query("parkedEvents")
    .withIndex("by_target_and_workspace_id_and_fingerprint", (q) =>
      q
        .eq("target", target)
        .eq("workspace_id", workspaceId)
        .eq("fingerprint", fingerprint),
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

/**
 * Takes out what waits for a target and may be seen by the workspace. What is
 * more than one transaction should take goes on in a job of its own.
 */
export async function takeParked(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  target: string,
): Promise<ParkedEvent[]> {
  const rows = await listParked(ctx, target, workspaceId);
  for (const row of rows) {
    await ctx.db.delete("parkedEvents", row._id);
  }
  if (rows.length === MAX_TAKEN) {
    await ctx.scheduler.runAfter(0, internal.webhooks.parked.applyRest, {
      workspace_id: workspaceId,
      target,
    });
  }
  return rows.map((row) => row.event);
}

/** The workspace's own and those of nobody, in one read: there are seldom any. */
async function listParked(
  ctx: MutationCtx,
  target: string,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"parkedEvents">[]> {
  const ofTarget = await ctx.db
    .query("parkedEvents")
    .withIndex("by_target_and_workspace_id_and_fingerprint", (q) =>
      q.eq("target", target),
    )
    .take(MAX_TAKEN);
  const of = (owner: Id<"workspaces"> | undefined) =>
    ofTarget.length < MAX_TAKEN
      ? ofTarget.filter((row) => row.workspace_id === owner)
      : listParkedOf(ctx, target, owner);
  const owned = await of(workspaceId);
  const unowned = await of(undefined);
  return [...owned, ...unowned].slice(0, MAX_TAKEN);
}

/** Among so many that other workspaces' may hide them. */
async function listParkedOf(
  ctx: MutationCtx,
  target: string,
  owner: Id<"workspaces"> | undefined,
): Promise<Doc<"parkedEvents">[]> {
  return await ctx.db
    .query("parkedEvents")
    .withIndex("by_target_and_workspace_id_and_fingerprint", (q) =>
      q.eq("target", target).eq("workspace_id", owner),
    )
    .take(MAX_TAKEN);
}

function targetOf(event: ParkedEvent): string {
  switch (event.kind) {
    case "receipt":
      return messageTarget(event.kapso_message_id);
    case "reaction":
    case "edit":
    case "revoke":
      return messageTarget(event.target_message_id);
    case "workflow":
      return sessionTarget(event.kapso_conversation_id);
  }
}

async function fingerprintOf(event: ParkedEvent): Promise<string> {
  switch (event.kind) {
    case "receipt":
      return `receipt|${event.receipt.status}|${event.receipt.at}`;
    case "reaction":
      return `reaction|${event.kapso_message_id}`;
    case "edit":
    case "revoke": {
      // Another form of the same one may know more: words, a session, an id.
      const told = new TextEncoder().encode(JSON.stringify(event));
      return `${event.kind}|${event.kapso_message_id}|${await sha256Hex(told)}`;
    }
    case "workflow":
      return `workflow|${event.workflow_execution_id}|${event.outcome}`;
  }
}
