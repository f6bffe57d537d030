/** Tables of people who were erased: that it was done, never who they were. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vUserId } from "../users/tables";

export const privacyTables = {
  /**
   * One erasure and how far it is. Written by the admin who wants it and by its
   * steps; read by admins; kept. What the person is known by is in it only while
   * it runs.
   */
  erasures: defineTable({
    workspace_id: v.id("workspaces"),
    /** The contact that was; old links say since when it is gone. */
    contact_id: v.id("contacts"),
    requested_by: vUserId,
    requested_at: v.number(),
    /** The contact and those merged into it. */
    contact_ids: v.array(v.id("contacts")),
    /** What bodies are searched for; emptied at the end. */
    words: v.array(v.string()),
    /** What comes next; see `STAGES`. */
    stage: v.number(),
    /** Where the search through deliveries goes on. */
    cursor: v.optional(v.string()),
    /** Rows removed, or redacted, by table. */
    removed: v.record(v.string(), v.number()),
    slices: v.number(),
    /** The step that goes on with it. */
    step_id: v.optional(v.id("_scheduled_functions")),
    finished_at: v.optional(v.number()),
  })
    .index("by_workspace_id", ["workspace_id"])
    .index("by_contact_id", ["contact_id"])
    .index("by_finished_at", ["finished_at"]),

  /**
   * Keyed hashes of the ids of erased people, so that a replay or an old message
   * brings nobody back. Written by erasures; read where an event would make a new
   * contact; kept.
   */
  erasedIdentities: defineTable({
    workspace_id: v.id("workspaces"),
    /** HMAC with the master key. */
    hash: v.string(),
    erased_at: v.number(),
  }).index("by_workspace_id_and_hash", ["workspace_id", "hash"]),
};
