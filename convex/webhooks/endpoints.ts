/** What the receiving HTTP action needs to know about an endpoint. */
import { v } from "convex/values";
import { internalQuery } from "../_generated/server";
import { findEndpoint } from "../model/endpoints";

/** Sealed secrets of an endpoint, or null for a key nobody made. */
export const get = internalQuery({
  args: { endpoint_key: v.string() },
  returns: v.union(v.null(), v.object({ sealed_secrets: v.array(v.string()) })),
  handler: async (ctx, args) => {
    const endpoint = await findEndpoint(ctx, args.endpoint_key);
    if (endpoint === null) {
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
