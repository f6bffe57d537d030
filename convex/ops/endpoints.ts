/** Webhook URLs of workspaces: making them, their secrets, closing them. */
import { v } from "convex/values";
import { SealError } from "../../src/lib/secrets/seal";
import { toLocalIso } from "../../src/lib/time/localTime";
import { internal } from "../_generated/api";
import {
  internalAction,
  internalMutation,
  internalQuery,
  type MutationCtx,
} from "../_generated/server";
import {
  ENDPOINT_KEY_BYTES,
  mintSecret,
  randomToken,
} from "../model/endpointSecrets";
import { findEndpoint } from "../model/endpoints";
import { passRefusal, refusal } from "../model/refuse";
import { requireLimit, takeRows, vRows } from "../model/rows";
import { requireWorkspace, vWorkspaceRef } from "../model/workspaces";

const pathOf = (endpointKey: string) => `/webhooks/kapso/${endpointKey}`;

const vNewEndpoint = v.object({
  endpoint_key: v.string(),
  webhook_path: v.string(),
  /** Shown once; only its sealed form is kept. Paste it into Kapso. */
  secret: v.string(),
});

/** @throws ConvexError `missing_master_key`, `malformed_master_key`. */
async function mint(endpointKey: string): ReturnType<typeof mintSecret> {
  try {
    return await mintSecret(endpointKey);
  } catch (error) {
    if (error instanceof SealError) {
      const isMissing = error.code === "missing_master_key";
      throw refusal(isMissing ? "missingMasterKey" : "malformedMasterKey");
    }
    throw error;
  }
}

/**
 * Makes a webhook endpoint of its own for a workspace: a URL and a secret. The
 * numbers it names are claimed for the workspace. An action, because secrets
 * must come from real randomness.
 *
 * @throws ConvexError as `requireWorkspace`, `phone_number_taken`,
 *   `invalid_phone_number_id`, `missing_master_key`, `malformed_master_key`.
 */
export const createEndpoint = internalAction({
  args: {
    ...vWorkspaceRef.fields,
    phone_number_ids: v.optional(v.array(v.string())),
  },
  returns: vNewEndpoint,
  handler: async (ctx, args) => {
    const endpointKey = randomToken(ENDPOINT_KEY_BYTES);
    const { secret, sealed } = await mint(endpointKey);
    await passRefusal(
      ctx.runMutation(internal.endpoints.store, {
        ...args,
        endpoint_key: endpointKey,
        phone_number_ids: args.phone_number_ids ?? [],
        sealed_secret: sealed,
      }),
    );
    return {
      endpoint_key: endpointKey,
      webhook_path: pathOf(endpointKey),
      secret,
    };
  },
});

/**
 * Gives an endpoint a new secret. The old one keeps working until the next
 * rotation, so that Kapso can be changed without losing a delivery.
 *
 * @throws ConvexError `not_found` for a key nobody made, and as
 *   {@link createEndpoint} for the master key.
 */
export const rotateSecret = internalAction({
  args: { endpoint_key: v.string() },
  returns: vNewEndpoint,
  handler: async (ctx, { endpoint_key }) => {
    const { secret, sealed } = await mint(endpoint_key);
    await passRefusal(
      ctx.runMutation(internal.endpoints.replaceSecret, {
        endpoint_key,
        sealed_secret: sealed,
      }),
    );
    return { endpoint_key, webhook_path: pathOf(endpoint_key), secret };
  },
});

const vSwitched = v.object({
  endpoint_key: v.string(),
  is_disabled: v.boolean(),
});

async function setDisabled(
  ctx: MutationCtx,
  endpointKey: string,
  isDisabled: boolean,
): Promise<typeof vSwitched.type> {
  const endpoint = await findEndpoint(ctx, endpointKey);
  if (endpoint === null) {
    throw refusal("unknownEndpoint");
  }
  await ctx.db.patch("endpoints", endpoint._id, {
    disabled_at: isDisabled ? (endpoint.disabled_at ?? Date.now()) : undefined,
  });
  return { endpoint_key: endpointKey, is_disabled: isDisabled };
}

/**
 * Closes an endpoint: from now on its deliveries are answered 401, as if nobody
 * had made it. What was accepted before is processed.
 *
 * @throws ConvexError `not_found` for a key nobody made.
 */
export const disableEndpoint = internalMutation({
  args: { endpoint_key: v.string() },
  returns: vSwitched,
  handler: async (ctx, args) => await setDisabled(ctx, args.endpoint_key, true),
});

/**
 * Opens an endpoint again, with the secret it had.
 *
 * @throws ConvexError `not_found` for a key nobody made.
 */
export const enableEndpoint = internalMutation({
  args: { endpoint_key: v.string() },
  returns: vSwitched,
  handler: async (ctx, args) =>
    await setDisabled(ctx, args.endpoint_key, false),
});

/** The endpoints of a workspace, oldest first; never a secret. */
export const listEndpoints = internalQuery({
  args: { ...vWorkspaceRef.fields, limit: v.optional(v.number()) },
  returns: vRows(
    v.object({
      endpoint_key: v.string(),
      webhook_path: v.string(),
      phone_number_ids: v.array(v.string()),
      is_disabled: v.boolean(),
      disabled_at: v.optional(v.number()),
      disabled_local: v.optional(v.string()),
      /** True until the next rotation: the secret before works as well. */
      has_previous_secret: v.boolean(),
    }),
  ),
  handler: async (ctx, args) => {
    const { _id, timezone } = await requireWorkspace(ctx, args);
    const query = ctx.db
      .query("endpoints")
      .withIndex("by_workspace_id", (q) => q.eq("workspace_id", _id));
    const { rows, has_more } = await takeRows(query, requireLimit(args.limit));
    return {
      rows: rows.map((endpoint) => ({
        endpoint_key: endpoint.endpoint_key,
        webhook_path: pathOf(endpoint.endpoint_key),
        phone_number_ids: endpoint.phone_number_ids ?? [],
        is_disabled: endpoint.disabled_at !== undefined,
        disabled_at: endpoint.disabled_at,
        disabled_local: toLocalIso(endpoint.disabled_at, timezone),
        has_previous_secret: endpoint.sealed_previous_secret !== undefined,
      })),
      has_more,
    };
  },
});
