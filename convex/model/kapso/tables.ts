/** Tables of the pull side: what we may ask Kapso, and how we stand to it. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const kapsoTables = {
  /**
   * A workspace's key of Kapso's read API, sealed. Written by admins and
   * operators; read by whatever asks Kapso; deleted when it is taken away. A
   * workspace without a row uses the environment's.
   */
  kapsoKeys: defineTable({
    workspace_id: v.id("workspaces"),
    /** Sealed with the master key; purpose "kapso_api_key". */
    sealed_key: v.string(),
    /** Its last four characters, to tell keys apart. */
    key_end: v.string(),
    set_at: v.number(),
  }).index("by_workspace_id", ["workspace_id"]),

  /**
   * What a key may ask, where that is not the smallest plan's, and until when
   * it may not. Written and read around requests; one row per key, kept.
   */
  kapsoBudgets: defineTable({
    /** Names the key without holding it. */
    fingerprint: v.string(),
    /** Requests a minute, as Kapso's headers said. */
    limit: v.optional(v.number()),
    blocked_until: v.optional(v.number()),
  }).index("by_fingerprint", ["fingerprint"]),
};
