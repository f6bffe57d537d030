/** The pull side, for operators. */
import { v } from "convex/values";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { internalAction, internalQuery } from "../_generated/server";
import { setKey } from "../kapso/keys";
import { passRefusal } from "../model/shared/refuse";
import {
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";

/** The id of a workspace, for actions, which have no database. */
export const findWorkspaceId = internalQuery({
  args: vWorkspaceRef.fields,
  returns: v.id("workspaces"),
  handler: async (ctx, ref) => (await requireWorkspace(ctx, ref))._id,
});

/**
 * Stores the key that a workspace reads from Kapso with, sealed; null takes it
 * away, so that the environment's is used.
 *
 * @returns How it ends; the key is never shown again.
 * @throws ConvexError as `requireWorkspace`, `invalid_api_key`,
 *   `missing_master_key`, `malformed_master_key`.
 */
export const setKapsoKey = internalAction({
  args: { ...vWorkspaceRef.fields, api_key: v.union(v.null(), v.string()) },
  returns: v.object({ key_end: v.union(v.null(), v.string()) }),
  handler: async (ctx, { api_key, ...ref }) => {
    const workspaceId: Id<"workspaces"> = await passRefusal(
      ctx.runQuery(internal.ops.kapso.findWorkspaceId, ref),
    );
    return { key_end: await setKey(ctx, workspaceId, api_key) };
  },
});
