/** Writes of webhook endpoints; the actions in `ops` mint what is stored here. */
import { ConvexError, v } from "convex/values";
import { internalMutation } from "./_generated/server";
import { findEndpoint } from "./model/endpoints";
import { claimPhoneNumber } from "./model/workspaces";

/** Stores a new endpoint and claims its numbers. */
export const store = internalMutation({
  args: {
    endpoint_key: v.string(),
    workspace_id: v.id("workspaces"),
    phone_number_ids: v.array(v.string()),
    sealed_secret: v.string(),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    const workspace = await ctx.db.get("workspaces", args.workspace_id);
    if (workspace === null) {
      throw new ConvexError({ code: "not_found" });
    }
    await ctx.db.insert("endpoints", args);
    for (const phoneNumberId of args.phone_number_ids) {
      await claimPhoneNumber(ctx, args.workspace_id, phoneNumberId);
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
      throw new ConvexError({ code: "not_found" });
    }
    await ctx.db.patch("endpoints", endpoint._id, {
      sealed_secret: args.sealed_secret,
      sealed_previous_secret: endpoint.sealed_secret,
    });
    return null;
  },
});
