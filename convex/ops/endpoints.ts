/** Webhook URLs of workspaces: making them, their secrets, closing them. */
import { v } from "convex/values";
import { toLocalIso } from "../../src/lib/time/localTime";
import {
  internalAction,
  internalMutation,
  internalQuery,
  type MutationCtx,
} from "../_generated/server";
import { refusal } from "../model/shared/refuse";
import { requireLimit, takeRows, vRows } from "../model/shared/rows";
import {
  findEndpoint,
  hasPreviousSecret,
  toPreviousSecretEnd,
  vPreviousSecretEnd,
} from "../model/webhooks/endpoints";
import {
  makeEndpoint,
  rotateEndpoint,
  vNewEndpoint,
  vRotatedSecret,
  webhookPathOf,
  type RotatedSecret,
} from "../model/webhooks/makeEndpoint";
import {
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";

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
  handler: async (ctx, { phone_number_ids = [], ...ref }) =>
    await makeEndpoint(ctx, ref, phone_number_ids),
});

/**
 * Gives an endpoint a new secret. The old one keeps working for a week, or as
 * many hours as are asked for (0: not at all), but no longer than until the next
 * rotation: so Kapso can be changed without losing a delivery.
 *
 * @throws ConvexError `not_found` for a key nobody made, `invalid_hours`, and as
 *   {@link createEndpoint} for the master key.
 */
export const rotateSecret = internalAction({
  args: {
    endpoint_key: v.string(),
    previous_valid_hours: v.optional(v.number()),
  },
  returns: vRotatedSecret,
  handler: async (ctx, args): Promise<RotatedSecret> =>
    await rotateEndpoint(ctx, args),
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
      /** True during a rotation: the secret before works as well. */
      has_previous_secret: v.boolean(),
      ...vPreviousSecretEnd.fields,
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
        webhook_path: webhookPathOf(endpoint.endpoint_key),
        phone_number_ids: endpoint.phone_number_ids ?? [],
        is_disabled: endpoint.disabled_at !== undefined,
        disabled_at: endpoint.disabled_at,
        disabled_local: toLocalIso(endpoint.disabled_at, timezone),
        has_previous_secret: hasPreviousSecret(endpoint, Date.now()),
        ...toPreviousSecretEnd(endpoint, timezone),
      })),
      has_more,
    };
  },
});
