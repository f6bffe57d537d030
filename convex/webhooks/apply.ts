/**
 * Applies one event. Called as a nested mutation, which is a savepoint: when it
 * throws, only its own writes are rolled back.
 */
import { v } from "convex/values";
import { vWebhookEvent } from "../../src/lib/crm/events";
import { internalMutation } from "../_generated/server";
import { dispatchEvent } from "../model/apply/dispatch";

export const run = internalMutation({
  args: {
    event: vWebhookEvent,
    endpoint_key: v.string(),
    /** Set when the endpoint may speak for one workspace only. */
    endpoint_workspace_id: v.optional(v.id("workspaces")),
    /** When the delivery arrived. */
    received_at: v.number(),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    await dispatchEvent(ctx, args.event, {
      key: args.endpoint_key,
      workspaceId: args.endpoint_workspace_id,
      receivedAt: args.received_at,
    });
    return null;
  },
});
