/** What the receiving HTTP action needs to know about an endpoint. */
import { v } from "convex/values";
import { internalMutation, internalQuery } from "../_generated/server";
import { findEndpoint } from "../model/webhooks/endpoints";
import {
  findRotationWindow,
  openRotationWindow,
} from "../model/webhooks/rotationWindows";
import schema from "../schema";

const vEndpointSecrets = schema
  .doc("endpoints")
  .pick("sealed_secret", "sealed_previous_secret", "previous_secret_until");

/**
 * Sealed secrets of an endpoint, or null for one that takes nothing: nobody made
 * it, or an operator switched it off. Callers cannot tell these apart.
 */
export const get = internalQuery({
  args: { endpoint_key: v.string() },
  returns: v.union(v.null(), vEndpointSecrets),
  handler: async (ctx, args) => {
    const endpoint = await findEndpoint(ctx, args.endpoint_key);
    if (endpoint === null || endpoint.disabled_at !== undefined) {
      return null;
    }
    return {
      sealed_secret: endpoint.sealed_secret,
      sealed_previous_secret: endpoint.sealed_previous_secret,
      previous_secret_until: endpoint.previous_secret_until,
    };
  },
});

/**
 * Until when the environment's previous secret of this fingerprint is accepted,
 * ms UTC; null before it was first seen.
 */
export const findWindow = internalQuery({
  args: { fingerprint: v.string() },
  returns: v.union(v.null(), v.number()),
  handler: async (ctx, { fingerprint }) => {
    const window = await findRotationWindow(ctx, fingerprint);
    return window?.accepted_until ?? null;
  },
});

/** Begins that time, unless it has begun; ms UTC of its end. */
export const openWindow = internalMutation({
  args: { fingerprint: v.string() },
  returns: v.number(),
  handler: async (ctx, { fingerprint }) =>
    (await openRotationWindow(ctx, fingerprint)).accepted_until,
});
