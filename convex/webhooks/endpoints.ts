/**
 * Webhook endpoints: what the receiving HTTP action needs to know of one, and
 * the writes of the actions in `ops`, which mint and seal what is stored.
 */
import { v } from "convex/values";
import {
  noteRefusedSignature,
  vSignatureFailure,
} from "../model/webhooks/refusals";
import { overlapOf } from "../../src/lib/secrets/rotation";
import { internalMutation, internalQuery } from "../_generated/server";
import { refusal } from "../model/shared/refuse";
import {
  DEFAULT_ENDPOINT_KEY,
  NO_PREVIOUS_SECRET,
  findEndpoint,
  toPreviousSecretEnd,
  vPreviousSecretEnd,
} from "../model/webhooks/endpoints";
import {
  findRotationWindow,
  openRotationWindow,
} from "../model/webhooks/rotationWindows";
import {
  claimPhoneNumber,
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";
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

/** Endpoints per query, each of a few hundred bytes. */
const SEALED_PAGE = 100;
const SEALED_FIELDS = ["sealed_secret", "sealed_previous_secret"] as const;

const vSealedSecrets = schema
  .doc("endpoints")
  .pick("endpoint_key", ...SEALED_FIELDS);

/** More endpoints of one workspace are not counted. */
const MAX_COUNTED = 100;

/** How many endpoints a workspace has. */
export const count = internalQuery({
  args: { workspace_id: v.id("workspaces") },
  returns: v.number(),
  handler: async (ctx, { workspace_id }) => {
    const endpoints = await ctx.db
      .query("endpoints")
      .withIndex("by_workspace_id", (q) => q.eq("workspace_id", workspace_id))
      .take(MAX_COUNTED);
    return endpoints.length;
  },
});

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

/**
 * Replaces an endpoint's secret; the current one becomes the previous one, for
 * as long as it overlaps with the new one.
 *
 * @returns when that ends
 * @throws ConvexError `not_found`, `invalid_hours`.
 */
export const replaceSecret = internalMutation({
  args: {
    endpoint_key: v.string(),
    sealed_secret: v.string(),
    previous_valid_hours: v.optional(v.number()),
    /** Whose endpoint it must be. */
    workspace_id: v.optional(v.id("workspaces")),
  },
  returns: vPreviousSecretEnd,
  handler: async (ctx, args) => {
    const overlap = overlapOf(args.previous_valid_hours);
    if (overlap === null) {
      throw refusal("invalidOverlap");
    }
    const endpoint = await findEndpoint(ctx, args.endpoint_key);
    const isTheirs =
      args.workspace_id === undefined ||
      args.workspace_id === endpoint?.workspace_id;
    if (endpoint?.sealed_secret === undefined || !isTheirs) {
      throw refusal("unknownEndpoint");
    }
    const previous =
      overlap === 0
        ? NO_PREVIOUS_SECRET
        : {
            sealed_previous_secret: endpoint.sealed_secret,
            previous_secret_until: Date.now() + overlap,
          };
    const { sealed_secret } = args;
    await ctx.db.patch("endpoints", endpoint._id, {
      sealed_secret,
      ...previous,
    });
    const workspace =
      endpoint.workspace_id &&
      (await ctx.db.get("workspaces", endpoint.workspace_id));
    return toPreviousSecretEnd(previous, workspace?.timezone ?? "UTC");
  },
});

/** Sealed secrets of one page of endpoints, closed ones too. */
export const listSealed = internalQuery({
  args: { cursor: v.union(v.null(), v.string()) },
  returns: v.object({
    endpoints: v.array(vSealedSecrets),
    cursor: v.string(),
    is_done: v.boolean(),
  }),
  handler: async (ctx, { cursor }) => {
    const page = await ctx.db
      .query("endpoints")
      .paginate({ numItems: SEALED_PAGE, cursor });
    return {
      endpoints: page.page.map((endpoint) => ({
        endpoint_key: endpoint.endpoint_key,
        sealed_secret: endpoint.sealed_secret,
        sealed_previous_secret: endpoint.sealed_previous_secret,
      })),
      cursor: page.continueCursor,
      is_done: page.isDone,
    };
  },
});

/**
 * Puts a secret that was sealed anew in the place of its old form, wherever a
 * rotation has moved that meanwhile.
 */
export const replaceSealed = internalMutation({
  args: { endpoint_key: v.string(), before: v.string(), after: v.string() },
  returns: v.boolean(),
  handler: async (ctx, { endpoint_key, before, after }) => {
    const endpoint = await findEndpoint(ctx, endpoint_key);
    const field = SEALED_FIELDS.find((name) => endpoint?.[name] === before);
    if (endpoint === null || field === undefined) {
      return false;
    }
    await ctx.db.patch("endpoints", endpoint._id, { [field]: after });
    return true;
  },
});

/**
 * Notes that a delivery to an endpoint that exists was not signed as it must be,
 * for whoever is setting it up. Nothing of the delivery is kept.
 */
export const noteRefusal = internalMutation({
  args: { endpoint_key: v.string(), reason: vSignatureFailure },
  returns: v.null(),
  handler: async (ctx, { endpoint_key, reason }) => {
    const isKnown =
      endpoint_key === DEFAULT_ENDPOINT_KEY ||
      (await findEndpoint(ctx, endpoint_key)) !== null;
    if (isKnown) {
      await noteRefusedSignature(ctx, endpoint_key, reason);
    }
    return null;
  },
});
