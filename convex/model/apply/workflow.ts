/** A workflow that handed a conversation to people, or broke. */
import type { WorkflowEvent } from "../../../src/lib/crm/events";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { newerWorkflow } from "../conversations/merge";
import { refreshWaiting } from "../contacts/waiting";
import { parkEvent, sessionTarget, takeParked } from "../webhooks/parked";
import type { Scope } from "../workspaces/scope";
import { loadLiveConversation } from "../shared/redirects";

/** Sessions of one id: one, unless two tenants were sent the same body. */
const MAX_SESSIONS = 10;

/**
 * Notes the event on the conversation of its session; waits when nobody knows the
 * session yet. A native handoff names nothing else (contract 10).
 */
export async function applyWorkflow(
  ctx: MutationCtx,
  event: WorkflowEvent,
  workspaceId: Id<"workspaces"> | undefined,
): Promise<void> {
  const sessions = await ctx.db
    .query("conversationSessions")
    .withIndex("by_kapso_conversation_id", (q) =>
      q.eq("kapso_conversation_id", event.kapso_conversation_id),
    )
    .take(MAX_SESSIONS);
  const session = sessions.find(
    (row) => workspaceId === undefined || row.workspace_id === workspaceId,
  );
  if (session === undefined) {
    await parkEvent(ctx, workspaceId, event);
    return;
  }
  await noteWorkflow(ctx, session.conversation_id, event);
}

/** Applies what waited for a session that is seen for the first time. */
export async function applyWaitingWorkflows(
  ctx: MutationCtx,
  scope: Scope,
  kapsoConversationId: string,
  conversationId: Id<"conversations">,
): Promise<void> {
  const target = sessionTarget(kapsoConversationId);
  for (const event of await takeParked(ctx, scope.workspace._id, target)) {
    if (event.kind === "workflow") {
      await noteWorkflow(ctx, conversationId, event);
    }
  }
}

/** Keeps the later of the conversation's note and this event. */
async function noteWorkflow(
  ctx: MutationCtx,
  conversationId: Id<"conversations">,
  event: WorkflowEvent,
): Promise<void> {
  const conversation = await loadLiveConversation(ctx, conversationId);
  const note: Doc<"conversations">["workflow"] = {
    outcome: event.outcome,
    at: event.at,
    workflow_execution_id: event.workflow_execution_id,
    reason: event.reason,
  };
  if (newerWorkflow(conversation.workflow, note) === note) {
    await ctx.db.patch("conversations", conversation._id, { workflow: note });
    await refreshWaiting(ctx, conversation._id);
  }
}
