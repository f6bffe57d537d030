/** What the receiving HTTP action needs to know about an endpoint. */
import { v } from "convex/values";
import { internalQuery } from "../_generated/server";
import { findEndpoint } from "../model/endpoints";

/**
 * Sealed secrets of an endpoint, or null for one that takes nothing: nobody made
 * it, or an operator switched it off. Callers cannot tell these apart.
 */
export const get = internalQuery({
  args: { endpoint_key: v.string() },
  returns: v.union(v.null(), v.object({ sealed_secrets: v.array(v.string()) })),
  handler: async (ctx, args) => {
    const endpoint = await findEndpoint(ctx, args.endpoint_key);
    if (endpoint === null || endpoint.disabled_at !== undefined) {
      return null;
    }
    return {
      sealed_secrets: [
        endpoint.sealed_secret,
        endpoint.sealed_previous_secret,
      ].filter((sealed) => sealed !== undefined),
    };
  },
});
