/** Making endpoints and changing their secrets. Only for actions. */
import { v } from "convex/values";
import { internal } from "../../_generated/api";
import type { ActionCtx } from "../../_generated/server";
import { randomToken } from "../shared/randomToken";
import { passRefusal } from "../shared/refuse";
import type { WorkspaceRef } from "../workspaces/workspaces";
import { ENDPOINT_KEY_BYTES, mintSecret } from "./endpointSecrets";
import { vPreviousSecretEnd } from "./endpoints";

/** The path of an endpoint, on the site's origin. */
export const webhookPathOf = (endpointKey: string): string =>
  `/webhooks/kapso/${endpointKey}`;

export const vNewEndpoint = v.object({
  endpoint_key: v.string(),
  webhook_path: v.string(),
  /** Shown once; only its sealed form is kept. Paste it into Kapso. */
  secret: v.string(),
});
export type NewEndpoint = typeof vNewEndpoint.type;

export const vRotatedSecret = v.object({
  ...vNewEndpoint.fields,
  ...vPreviousSecretEnd.fields,
});
export type RotatedSecret = typeof vRotatedSecret.type;

/**
 * Makes an endpoint of a workspace; the numbers it names are claimed for it.
 *
 * @throws ConvexError as `requireWorkspace`, `phone_number_taken`,
 *   `invalid_phone_number_id`, `missing_master_key`, `malformed_master_key`.
 */
export async function makeEndpoint(
  ctx: ActionCtx,
  ref: WorkspaceRef,
  phoneNumberIds: string[],
): Promise<NewEndpoint> {
  const endpoint_key = randomToken(ENDPOINT_KEY_BYTES);
  const { secret, sealed } = await mintSecret(endpoint_key);
  await passRefusal(
    ctx.runMutation(internal.webhooks.endpoints.store, {
      ...ref,
      endpoint_key,
      phone_number_ids: phoneNumberIds,
      sealed_secret: sealed,
    }),
  );
  return { endpoint_key, webhook_path: webhookPathOf(endpoint_key), secret };
}

/**
 * Gives an endpoint a new secret, beside which the old one works for a while.
 *
 * @throws ConvexError `not_found` for a key nobody made, or another workspace's
 *   where one is named; `invalid_hours`, and as {@link makeEndpoint} for the
 *   master key.
 */
export async function rotateEndpoint(
  ctx: ActionCtx,
  args: {
    endpoint_key: string;
    previous_valid_hours?: number;
    workspace_id?: WorkspaceRef["workspace_id"];
  },
): Promise<RotatedSecret> {
  const { endpoint_key } = args;
  const { secret, sealed } = await mintSecret(endpoint_key);
  const previous: typeof vPreviousSecretEnd.type = await passRefusal(
    ctx.runMutation(internal.webhooks.endpoints.replaceSecret, {
      ...args,
      sealed_secret: sealed,
    }),
  );
  const webhook_path = webhookPathOf(endpoint_key);
  return { endpoint_key, webhook_path, secret, ...previous };
}
