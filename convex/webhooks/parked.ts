/** Parked events of one target that were too many for one transaction. */
import { v } from "convex/values";
import { internalMutation } from "../_generated/server";
import { applyWaitingForMessage } from "../model/apply/waiting";
import { applyWaitingWorkflows } from "../model/apply/workflow";
import { parseTarget } from "../model/webhooks/parked";
import { loadWorkspaceScope } from "../model/workspaces/scope";
import { findSession } from "../model/conversations/sessions";

/**
 * Applies the next events that waited for a target that is there now, and
 * schedules itself for what is left.
 */
export const applyRest = internalMutation({
  args: { workspace_id: v.id("workspaces"), target: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    const scope = await loadWorkspaceScope(ctx, args.workspace_id);
    const { kind, id } = parseTarget(args.target);
    if (kind === "message") {
      await applyWaitingForMessage(ctx, scope, id);
      return null;
    }
    const session = await findSession(ctx, args.workspace_id, id);
    if (session !== null) {
      await applyWaitingWorkflows(ctx, scope, id, session.conversation_id);
    }
    return null;
  },
});
