/** Tables of settings with versions. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { KAPSO_FAILURE_CODES } from "../../../src/lib/kapso/api/failure";
import { vUserId } from "../users/tables";

/** Kapso's workflows, or the service's own settings. */
export const vSettingsSource = v.union(v.literal("kapso"), v.literal("local"));

export const vKapsoFailureCode = v.union(
  ...KAPSO_FAILURE_CODES.map((code) => v.literal(code)),
);

export const settingsTables = {
  /**
   * Versions of settings, numbered through per workspace; the newest of a source
   * is its active one. Written when an admin confirms what was pulled, when
   * local settings change, and when a version is restored; kept.
   */
  settingsBackup: defineTable({
    workspace_id: v.id("workspaces"),
    version: v.number(),
    source: vSettingsSource,
    content_sha256: v.string(),
    created_at: v.number(),
    /** Absent for operators. */
    created_by: v.optional(vUserId),
    /** Whose content it has again. */
    restored_from: v.optional(v.number()),
  })
    .index("by_workspace_id_and_version", ["workspace_id", "version"])
    .index("by_workspace_id_and_source_and_version", [
      "workspace_id",
      "source",
      "version",
    ])
    .index("by_workspace_id_and_content_sha256", [
      "workspace_id",
      "content_sha256",
    ]),

  /**
   * The contents, each stored once however many versions have it, in parts below
   * the document limit; without secrets. Written with versions and pulls; what
   * was pulled and never confirmed goes with the next pull.
   */
  settingsContents: defineTable({
    workspace_id: v.id("workspaces"),
    content_sha256: v.string(),
    part: v.number(),
    /** JSON of src/lib/settings/snapshot.ts, canonical. */
    text: v.string(),
  }).index("by_workspace_id_and_content_sha256_and_part", [
    "workspace_id",
    "content_sha256",
    "part",
  ]),

  /**
   * How a workspace stands to Kapso: one row each. Written by pulls; read live
   * by the page; kept.
   */
  settingsSync: defineTable({
    workspace_id: v.id("workspaces"),
    state: v.union(
      v.literal("syncing"),
      v.literal("synced"),
      v.literal("error"),
    ),
    /** When it came into this state. */
    at: v.number(),
    error_code: v.optional(vKapsoFailureCode),
    /** When it is tried again, if it is. */
    retry_at: v.optional(v.number()),
    /** Failures in a row. */
    failures: v.number(),
    /** What was pulled last, and when. */
    pulled_sha256: v.optional(v.string()),
    pulled_at: v.optional(v.number()),
  }).index("by_workspace_id", ["workspace_id"]),
};
