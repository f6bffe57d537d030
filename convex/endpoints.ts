/** The webhook addresses of a workspace, for its admins. */
import { ConvexError, v } from "convex/values";
import { internal } from "./_generated/api";
import { siteUrl } from "./model/shared/siteUrl";
import { workspaceAction, workspaceQuery } from "./functions";
import { vPreviousSecretEnd } from "./model/webhooks/endpoints";
import { toPreviousSecretEnd } from "./model/webhooks/endpoints";
import {
  makeEndpoint,
  rotateEndpoint,
  vNewEndpoint,
  vRotatedSecret,
  webhookPathOf,
  type NewEndpoint,
  type RotatedSecret,
} from "./model/webhooks/makeEndpoint";

/** A workspace has one, or a few while it moves. */
const MAX_ENDPOINTS = 20;

/**
 * The workspace's own endpoints, oldest first; never a secret.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin.
 */
export const list = workspaceQuery({
  role: "admin",
  args: {},
  returns: v.array(
    v.object({
      endpoint_key: v.string(),
      webhook_url: v.string(),
      phone_number_ids: v.array(v.string()),
      is_disabled: v.boolean(),
      last_test_at: v.optional(v.number()),
      ...vPreviousSecretEnd.fields,
    }),
  ),
  handler: async (ctx) => {
    const { _id, timezone } = ctx.workspace;
    const endpoints = await ctx.db
      .query("endpoints")
      .withIndex("by_workspace_id", (q) => q.eq("workspace_id", _id))
      .take(MAX_ENDPOINTS);
    return endpoints.map((endpoint) => ({
      endpoint_key: endpoint.endpoint_key,
      webhook_url: siteUrl(webhookPathOf(endpoint.endpoint_key)),
      phone_number_ids: endpoint.phone_number_ids ?? [],
      is_disabled: endpoint.disabled_at !== undefined,
      last_test_at: endpoint.last_test_at,
      ...toPreviousSecretEnd(endpoint, timezone),
    }));
  },
});

/**
 * Makes an endpoint: an address and a secret, which is shown this once. Numbers
 * are claimed apart (`phoneNumbers:claim`), when something has come for them.
 *
 * @throws ConvexError as {@link list}; `too_many_endpoints`,
 *   `missing_master_key`, `malformed_master_key`.
 */
export const create = workspaceAction({
  role: "admin",
  args: {},
  returns: v.object({ ...vNewEndpoint.fields, webhook_url: v.string() }),
  handler: async (ctx): Promise<NewEndpoint & { webhook_url: string }> => {
    const workspace_id = ctx.workspace._id;
    const count = await ctx.runQuery(internal.webhooks.endpoints.count, {
      workspace_id,
    });
    if (count >= MAX_ENDPOINTS) {
      throw new ConvexError({ code: "too_many_endpoints" });
    }
    const made = await makeEndpoint(ctx, { workspace_id }, []);
    return { ...made, webhook_url: siteUrl(made.webhook_path) };
  },
});

/**
 * Gives an endpoint a new secret, shown this once. The old one keeps working for
 * a week, or as many hours as are asked for (0: not at all).
 *
 * @throws ConvexError as {@link list}; `invalid_hours`, `missing_master_key`,
 *   `malformed_master_key`.
 */
export const rotate = workspaceAction({
  role: "admin",
  args: {
    endpoint_key: v.string(),
    previous_valid_hours: v.optional(v.number()),
  },
  returns: vRotatedSecret,
  handler: async (ctx, args): Promise<RotatedSecret> =>
    await rotateEndpoint(ctx, { ...args, workspace_id: ctx.workspace._id }),
});
