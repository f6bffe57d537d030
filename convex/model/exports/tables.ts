/** Tables of what people take out. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vContactFilter } from "../contacts/filter";
import { vUserId } from "../users/tables";

export const vExportFormat = v.union(v.literal("csv"), v.literal("json"));

export const vExportStatus = v.union(
  v.literal("running"),
  v.literal("done"),
  /** Given up after its steps kept failing. */
  v.literal("failed"),
);

const vFile = v.object({ row_count: v.number(), byte_count: v.number() });

export const exportTables = {
  /**
   * Who took which contacts out, and when. Written by the member who does and by
   * its own steps; read by the page; kept, its rows are not.
   */
  exports: defineTable({
    workspace_id: v.id("workspaces"),
    created_by: vUserId,
    /** Empty where contacts are named. */
    filter: vContactFilter,
    /** Those that are taken out, if they are named; gone when it is over. */
    contact_ids: v.optional(v.array(v.id("contacts"))),
    /** In their order: src/lib/exports/columns.ts. */
    columns: v.array(v.string()),
    format: vExportFormat,
    status: vExportStatus,
    row_count: v.number(),
    /** Answers are cut off at 20 MiB, so large exports have several files. */
    files: v.array(vFile),
    cursor: v.optional(v.string()),
    step: v.number(),
    step_id: v.optional(v.id("_scheduled_functions")),
    attempts: v.number(),
    ended_at: v.optional(v.number()),
    /** When its rows are deleted, ms UTC; absent once they are. */
    expires_at: v.optional(v.number()),
    download_count: v.number(),
    downloaded_at: v.optional(v.number()),
  })
    // Newest first, which the other one cannot give.
    // eslint-disable-next-line @convex-dev/no-duplicate-indexes
    .index("by_workspace_id", ["workspace_id"])
    .index("by_workspace_id_and_expires_at", ["workspace_id", "expires_at"])
    .index("by_status", ["status"])
    .index("by_expires_at", ["expires_at"]),

  /**
   * Some lines of an export's file. Written by its steps; read by downloads;
   * deleted a day after the export was done.
   */
  exportChunks: defineTable({
    export_id: v.id("exports"),
    file: v.number(),
    text: v.string(),
  }).index("by_export_id_and_file", ["export_id", "file"]),
};
