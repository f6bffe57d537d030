/** Parked events of one target that were too many for one transaction. */
import { v } from "convex/values";
import { internalMutation } from "../_generated/server";
import { applyParked } from "../model/apply/waiting";
import { applyWaitingWorkflows } from "../model/apply/workflow";
import { parseTarget, takeParked } from "../model/webhooks/parked";
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
    const { target, workspace_id: workspaceId } = args;
    const { kind, id } = parseTarget(target);
    if (kind === "message") {
      const events = await takeParked(ctx, workspaceId, target);
      await applyParked(ctx, scope, events);
      return null;
    }
    const session = await findSession(ctx, workspaceId, id);
    if (session !== null) {
      await applyWaitingWorkflows(ctx, scope, id, session.conversation_id);
    }
    return null;
  },
});
