/** Writes of webhook endpoints; the actions in `ops` mint what is stored here. */
import { v } from "convex/values";
import { internalMutation } from "./_generated/server";
import { findEndpoint } from "./model/endpoints";
import { refusal } from "./model/refuse";
import {
  claimPhoneNumber,
  requireWorkspace,
  vWorkspaceRef,
} from "./model/workspaces";

/** Stores a new endpoint and claims its numbers. */
export const store = internalMutation({
  args: {
    ...vWorkspaceRef.fields,
    endpoint_key: v.string(),
    phone_number_ids: v.array(v.string()),
    sealed_secret: v.string(),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    const workspace = await requireWorkspace(ctx, args);
    await ctx.db.insert("endpoints", {
      endpoint_key: args.endpoint_key,
      workspace_id: workspace._id,
      phone_number_ids: args.phone_number_ids,
      sealed_secret: args.sealed_secret,
    });
    for (const phoneNumberId of args.phone_number_ids) {
      await claimPhoneNumber(ctx, workspace._id, phoneNumberId);
    }
    return null;
  },
});

/** Replaces an endpoint's secret; the current one becomes the previous one. */
export const replaceSecret = internalMutation({
  args: { endpoint_key: v.string(), sealed_secret: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    const endpoint = await findEndpoint(ctx, args.endpoint_key);
    if (endpoint?.sealed_secret === undefined) {
      throw refusal("unknownEndpoint");
    }
    await ctx.db.patch("endpoints", endpoint._id, {
      sealed_secret: args.sealed_secret,
      sealed_previous_secret: endpoint.sealed_secret,
    });
    return null;
  },
});
