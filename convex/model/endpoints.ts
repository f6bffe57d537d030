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

/**
 * Opens an endpoint's sealed secrets, current first. One that does not open, as
 * a previous one sealed with a master key of before, does not close the others.
 *
 * @throws SealError when none opens, with the reason of the first.
 */
export async function openSecrets(
  endpointKey: string,
  sealed: string[],
): Promise<string[]> {
  const keyring = parseKeyring(env.CRM_MASTER_KEY);
  const binding = secretBinding(endpointKey);
  const results = await Promise.allSettled(
    sealed.map((text) => openSealed(keyring, text, binding)),
  );
  const opened = results.filter((result) => result.status === "fulfilled");
  const failed = results.find((result) => result.status === "rejected");
  if (opened.length === 0 && failed !== undefined) {
    throw failed.reason;
  }
  return opened.map(({ value }) => value);
}
