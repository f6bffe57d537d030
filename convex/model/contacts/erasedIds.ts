/** Ids of people who were erased, as keyed hashes. */
import { ConvexError } from "convex/values";
import { env } from "../../_generated/server";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { Id } from "../../_generated/dataModel";
import type { IdentityKey } from "./identities";

/** Names one id in one workspace; nobody without the key can tell whose. */
async function hashOf(
  workspaceId: Id<"workspaces">,
  { kind, value }: IdentityKey,
): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey(
    "raw",
    bytes(`erased:${env.CRM_MASTER_KEY ?? ""}`),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const mac = await crypto.subtle.sign(
    "HMAC",
    key,
    bytes(`${workspaceId}:${kind}:${value}`),
  );
  return Array.from(new Uint8Array(mac), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** Remembers that whoever has the id was erased at a time. */
export async function rememberErased(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  key: IdentityKey,
  erasedAt: number,
): Promise<void> {
  const hash = await hashOf(workspaceId, key);
  const row = { workspace_id: workspaceId, hash, erased_at: erasedAt };
  await ctx.db.insert("erasedIdentities", row);
}

/**
 * Called where an event would make somebody new: what was said before an erasure
 * brings nobody back, what is said after it is of a new person.
 *
 * @param at provider time, ms UTC
 * @throws ConvexError `erased_person`.
 */
export async function refuseErased(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  keys: readonly IdentityKey[],
  at: number,
): Promise<void> {
  for (const key of keys) {
    const hash = await hashOf(workspaceId, key);
    const erased = await ctx.db
      .query("erasedIdentities")
      .withIndex("by_workspace_id_and_hash", (q) =>
        q.eq("workspace_id", workspaceId).eq("hash", hash),
      )
      .order("desc")
      .first();
    if (erased !== null && at <= erased.erased_at) {
      throw new ConvexError({ code: "erased_person" });
    }
  }
}
