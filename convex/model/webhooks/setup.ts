/** How far a workspace is from its first real contact. */
import { SAMPLE_PHONE } from "../../../src/lib/kapso/sample";
import { usableSecret } from "../../../src/lib/secrets/strength";
import type { Doc, Id } from "../../_generated/dataModel";
import { env, type QueryCtx } from "../../_generated/server";
import { DEFAULT_ENDPOINT_KEY } from "./endpoints";
import { findRefusal, type Refusal } from "./refusals";

/** A workspace has a few endpoints; the oldest that is open counts. */
const MAX_ENDPOINTS = 20;

/** Where the workspace's deliveries come in: its own endpoint, or everybody's. */
export async function findOwnEndpoint(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"endpoints"> | null> {
  const endpoints = await ctx.db
    .query("endpoints")
    .withIndex("by_workspace_id", (q) => q.eq("workspace_id", workspaceId))
    .take(MAX_ENDPOINTS);
  return endpoints.find(({ disabled_at }) => disabled_at === undefined) ?? null;
}

export const endpointKeyOf = (endpoint: Doc<"endpoints"> | null): string =>
  endpoint?.endpoint_key ?? DEFAULT_ENDPOINT_KEY;

export const hasSecret = (endpoint: Doc<"endpoints"> | null): boolean =>
  endpoint === null
    ? usableSecret(env.KAPSO_WEBHOOK_SECRET) !== undefined
    : endpoint.sealed_secret !== undefined;

/** The workspace's first delivery and its last one. */
export async function findDeliveries(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
) {
  const deliveries = (order: "asc" | "desc") =>
    ctx.db
      .query("webhookAudit")
      .withIndex("by_workspace_id_and_received_at", (q) =>
        q.eq("workspace_id", workspaceId),
      )
      .order(order)
      .first();
  const [first, last] = await Promise.all([
    deliveries("asc"),
    deliveries("desc"),
  ]);
  return { first, last };
}

/** A refusal that no delivery followed: the secret is wrong, or was. */
export async function findOpenRefusal(
  ctx: QueryCtx,
  endpointKey: string,
  lastDeliveryAt: number | undefined,
): Promise<Refusal | null> {
  const refusal = await findRefusal(ctx, endpointKey);
  return refusal !== null && refusal.last_at > (lastDeliveryAt ?? 0)
    ? refusal
    : null;
}

export async function findOwnNumber(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"phoneNumbers"> | null> {
  return await ctx.db
    .query("phoneNumbers")
    .withIndex("by_workspace_id", (q) => q.eq("workspace_id", workspaceId))
    .first();
}

/** Whoever wrote last and somebody else, if there are so many. */
const takeContacts = (ctx: QueryCtx, workspaceId: Id<"workspaces">) =>
  ctx.db
    .query("contacts")
    .withIndex("by_workspace_id_and_merged_into_and_last_message_at", (q) =>
      q.eq("workspace_id", workspaceId).eq("merged_into", undefined),
    )
    .order("desc")
    .take(2);

export const isSample = ({ phone_normalized }: Doc<"contacts">): boolean =>
  phone_normalized === `+${SAMPLE_PHONE}`;

/** The contact that is seen first, and whether a sample would disturb nobody. */
export async function lookAtContacts(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<{ contact: Doc<"contacts"> | null; isSampleSafe: boolean }> {
  const contacts = await takeContacts(ctx, workspaceId);
  return {
    contact: contacts.find((one) => !isSample(one)) ?? contacts[0] ?? null,
    isSampleSafe: contacts.every(isSample),
  };
}
