/** Table of links to files that people download. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vUserId } from "../users/tables";

/** What a link leads to. */
export const vDownload = v.union(
  v.object({
    kind: v.literal("export"),
    export_id: v.id("exports"),
    /** From 0: large exports come in several files. */
    file: v.number(),
  }),
  v.object({
    kind: v.literal("failed_lines"),
    import_id: v.id("imports"),
  }),
);
export type Download = typeof vDownload.type;

/** What a caller gets: an address that works once, soon. */
export const vLink = v.object({
  url: v.string(),
  /** ms UTC. */
  expires_at: v.number(),
});
export type Link = typeof vLink.type;

export const downloadTables = {
  /**
   * A link that works once. Written for a member; deleted when it is used, or
   * by the sweeper when it has expired. The token itself is not kept.
   */
  downloadLinks: defineTable({
    workspace_id: v.id("workspaces"),
    user_id: vUserId,
    token_sha256: v.string(),
    content: vDownload,
    expires_at: v.number(),
  })
    .index("by_token_sha256", ["token_sha256"])
    .index("by_expires_at", ["expires_at"]),
};
