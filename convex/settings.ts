/** What a workspace is set to: its key of Kapso's. */
import { v } from "convex/values";
import { workspaceAction } from "./functions";
import { setKey } from "./kapso/keys";

/**
 * Stores the key that the workspace reads from Kapso with, sealed; null takes it
 * away. An action, because sealing takes real randomness.
 *
 * @returns How it ends; the key is never shown again.
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin,
 *   `invalid_api_key`, `missing_master_key`, `malformed_master_key`.
 */
export const setKapsoKey = workspaceAction({
  role: "admin",
  args: { api_key: v.union(v.null(), v.string()) },
  returns: v.object({ key_end: v.union(v.null(), v.string()) }),
  handler: async (ctx, { api_key }) => ({
    key_end: await setKey(ctx, ctx.workspace._id, api_key),
  }),
});
