/** A workflow that handed a conversation to people, or broke. */
import type { WorkflowEvent } from "../../../src/lib/crm/events";
import { type Applied, appliedTo } from "./applied";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { refreshWaiting } from "../contacts/waiting";
import {
  changeFacts,
  changeOwnFacts,
  type FactsChange,
  newerWorkflow,
} from "../conversations/facts";
import { parkEvent, sessionTarget, takeParked } from "../webhooks/parked";
import type { Scope } from "../workspaces/scope";
import { liveConversation } from "../shared/redirects";

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
): Promise<Applied> {
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
    return appliedTo("parked");
  }
  const { home_conversation_id: home, conversation_id: id } = session;
  return await noteWorkflow(ctx, home ?? id, event);
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
  homeConversationId: Id<"conversations">,
  event: WorkflowEvent,
): Promise<Applied> {
  const note: Doc<"conversations">["workflow"] = {
    outcome: event.outcome,
    at: event.at,
    workflow_execution_id: event.workflow_execution_id,
    reason: event.reason,
  };
  const keep: FactsChange = ({ workflow }) =>
    newerWorkflow(workflow, note) === note ? { workflow: note } : {};
  const home = await ctx.db.get("conversations", homeConversationId);
  if (home === null) {
    throw new Error("a session has a conversation -- invariant");
  }
  const live = await liveConversation(ctx, home);
  const isOwn = live._id === home._id;
  await changeFacts(ctx, live, keep, isOwn);
  if (!isOwn && live.own !== undefined) {
    await changeOwnFacts(ctx, home, keep);
  }
  const isNewer = newerWorkflow(live.workflow, note) === note;
  if (isNewer) {
    await refreshWaiting(ctx, live._id);
  }
  return {
    effects: [isNewer ? "workflow_noted" : "nothing_new"],
    contact_id: live.contact_id,
    conversation_id: live._id,
  };
}
