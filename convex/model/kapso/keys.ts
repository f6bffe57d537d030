/** The key that a workspace asks Kapso with. */
import { KEY_END_LENGTH } from "../../../src/lib/kapso/api/key";
import type { Doc, Id } from "../../_generated/dataModel";
import { env, type MutationCtx, type QueryCtx } from "../../_generated/server";

export async function findKey(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"kapsoKeys"> | null> {
  return await ctx.db
    .query("kapsoKeys")
    .withIndex("by_workspace_id", (q) => q.eq("workspace_id", workspaceId))
    .first();
}

/** Stores a key, or takes it away. */
export async function replaceKey(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  key: { sealed_key: string; key_end: string } | null,
): Promise<void> {
  const existing = await findKey(ctx, workspaceId);
  if (existing !== null) {
    await ctx.db.delete("kapsoKeys", existing._id);
  }
  if (key !== null) {
    await ctx.db.insert("kapsoKeys", {
      workspace_id: workspaceId,
      ...key,
      set_at: Date.now(),
    });
  }
}

/** Whose key is used and how it ends; never the key. */
export interface KeyView {
  source: "workspace" | "environment" | "none";
  key_end?: string;
}

export async function viewKey(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<KeyView> {
  const own = await findKey(ctx, workspaceId);
  if (own !== null) {
    return { source: "workspace", key_end: own.key_end };
  }
  const shared = env.KAPSO_API_KEY?.trim() ?? "";
  return shared === ""
    ? { source: "none" }
    : { source: "environment", key_end: shared.slice(-KEY_END_LENGTH) };
}
