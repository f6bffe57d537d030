/** Webhook endpoints and the secrets that their deliveries are signed with. */
import { openSealed, parseKeyring } from "../../src/lib/secrets/seal";
import type { Doc, Id } from "../_generated/dataModel";
import { env, type QueryCtx } from "../_generated/server";

/** Key of the deployment-wide endpoint, whose secret is in the environment. */
export const DEFAULT_ENDPOINT_KEY = "default";

export async function findEndpoint(
  ctx: QueryCtx,
  endpointKey: string,
): Promise<Doc<"endpoints"> | null> {
  return await ctx.db
    .query("endpoints")
    .withIndex("by_endpoint_key", (q) => q.eq("endpoint_key", endpointKey))
    .first();
}

/** The endpoint a delivery came through, as applying its items needs it. */
export async function endpointOf(
  ctx: QueryCtx,
  { endpoint_key }: Doc<"webhookAudit">,
): Promise<{
  endpoint_key: string;
  /** Set when the endpoint speaks for one workspace only. */
  endpoint_workspace_id: Id<"workspaces"> | undefined;
}> {
  const endpoint =
    endpoint_key === DEFAULT_ENDPOINT_KEY
      ? null
      : await findEndpoint(ctx, endpoint_key);
  return { endpoint_key, endpoint_workspace_id: endpoint?.workspace_id };
}

/** What a sealed endpoint secret is bound to: it opens nowhere else. */
export function secretBinding(endpointKey: string): string {
  return `endpoint_secret:${endpointKey}`;
}

/** Secrets of the deployment-wide endpoint, current first. */
export function defaultSecrets(): string[] {
  return configured(
    env.KAPSO_WEBHOOK_SECRET,
    env.KAPSO_WEBHOOK_SECRET_PREVIOUS,
  );
}

/** Secrets that Meta itself signs with, if one is set. */
export function metaAppSecrets(): string[] {
  return configured(env.KAPSO_META_APP_SECRET);
}

/** Values that are set: an empty variable counts as absent. */
function configured(...values: (string | undefined)[]): string[] {
  return values
    .filter((value) => value !== undefined)
    .filter((value) => value !== "");
}

/** Opens an endpoint's sealed secrets, current first. */
export async function openSecrets(
  endpointKey: string,
  sealed: (string | undefined)[],
): Promise<string[]> {
  const keyring = parseKeyring(env.CRM_MASTER_KEY);
  const binding = secretBinding(endpointKey);
  return await Promise.all(
    sealed
      .filter((text) => text !== undefined)
      .map((text) => openSealed(keyring, text, binding)),
  );
}
