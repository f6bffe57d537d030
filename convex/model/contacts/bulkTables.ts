/** Tables of changes to many contacts at once. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vUserId } from "../users/tables";
import { vBulkChange } from "./change";
import { vContactFilter } from "./filter";

export const vBulkStatus = v.union(
  /** Writing down which contacts match. */
  v.literal("collecting"),
  v.literal("applying"),
  v.literal("done"),
  v.literal("canceled"),
  v.literal("undoing"),
  v.literal("undone"),
  /** Given up after its steps kept failing. */
  v.literal("failed"),
);
export type BulkStatus = typeof vBulkStatus.type;

/** What became of one contact. */
export const vRowResult = v.union(
  v.literal("pending"),
  v.literal("changed"),
  /** It was so already. */
  v.literal("unchanged"),
  /** The change is not possible for this contact; `code` says why. */
  v.literal("refused"),
  /** An error of ours. */
  v.literal("failed"),
  v.literal("undone"),
  /** Not undone: somebody has changed it since. */
  v.literal("kept"),
);
export type RowResult = typeof vRowResult.type;

/** Contacts by what became of them so far. */
export const vBulkCounts = v.object({
  total: v.number(),
  changed: v.number(),
  unchanged: v.number(),
  refused: v.number(),
  failed: v.number(),
  undone: v.number(),
  kept: v.number(),
});

export const bulkTables = {
  /**
   * One change to many contacts. Written by the member who wants it and by its
   * own steps; read by the page; kept as history.
   */
  bulkJobs: defineTable({
    workspace_id: v.id("workspaces"),
    created_by: vUserId,
    /** Which contacts; absent when they were named one by one. */
    filter: v.optional(vContactFilter),
    change: vBulkChange,
    status: vBulkStatus,
    counts: vBulkCounts,
    /** Where collecting goes on. */
    cursor: v.optional(v.string()),
    undone_by: v.optional(vUserId),
    /** Absent while it runs or waits for its turn. */
    ended_at: v.optional(v.number()),
    /** False when its rows were deleted: it cannot be undone any more. */
    has_rows: v.boolean(),
    /** Steps that failed since it last got on. */
    attempts: v.number(),
    /** Its next step; recovery asks it whether it will come. */
    step_id: v.optional(v.id("_scheduled_functions")),
  })
    // Lists by creation; the other one finds what runs.
    // eslint-disable-next-line @convex-dev/no-duplicate-indexes
    .index("by_workspace_id", ["workspace_id"])
    .index("by_workspace_id_and_ended_at", ["workspace_id", "ended_at"])
    .index("by_has_rows_and_ended_at", ["has_rows", "ended_at"]),

  /**
   * One contact of a bulk job. Written by its steps; read by them, the page and
   * undo; deleted 30 days after the job ended.
   */
  bulkJobRows: defineTable({
    workspace_id: v.id("workspaces"),
    job_id: v.id("bulkJobs"),
    contact_id: v.id("contacts"),
    result: vRowResult,
    code: v.optional(v.string()),
    /** What it did, for undo. */
    event_ids: v.optional(v.array(v.id("contactEvents"))),
  })
    .index("by_job_id_and_contact_id", ["job_id", "contact_id"])
    .index("by_job_id_and_result", ["job_id", "result"]),
};
