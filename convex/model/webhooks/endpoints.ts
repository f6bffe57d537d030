/** Webhook endpoints; their secrets: acceptedSecrets, endpointSecrets. */
import { v } from "convex/values";
import { isStillAccepted } from "../../../src/lib/secrets/rotation";
import { toLocalIso } from "../../../src/lib/time/localTime";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";

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

type PreviousSecret = Pick<
  Doc<"endpoints">,
  "sealed_previous_secret" | "previous_secret_until"
>;

/** A patch that ends a rotation: only the current secret is left. */
export const NO_PREVIOUS_SECRET: PreviousSecret = {
  sealed_previous_secret: undefined,
  previous_secret_until: undefined,
};

/** Whether the secret before the current one still opens the endpoint. */
export function hasPreviousSecret(
  endpoint: PreviousSecret,
  now: number,
): boolean {
  return (
    endpoint.sealed_previous_secret !== undefined &&
    isStillAccepted(endpoint.previous_secret_until, now)
  );
}

/** Until when the secret before the current one works; absent beside none. */
export const vPreviousSecretEnd = v.object({
  previous_secret_until: v.optional(v.number()),
  /** On the workspace's clock. */
  previous_secret_until_local: v.optional(v.string()),
});

/** What an operator is told of it. */
export function toPreviousSecretEnd(
  endpoint: PreviousSecret,
  timezone: string,
): typeof vPreviousSecretEnd.type {
  const until = hasPreviousSecret(endpoint, Date.now())
    ? endpoint.previous_secret_until
    : undefined;
  return {
    previous_secret_until: until,
    previous_secret_until_local: toLocalIso(until, timezone),
  };
}
