/** Tables of files that people import contacts from. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vEncoding } from "../../../src/lib/csv/encoding";
import { DELIMITERS } from "../../../src/lib/csv/read";
import { vFileProblem, vProblemCode } from "../../../src/lib/imports/problems";
import { vUserId } from "../users/tables";

export const vImportStatus = v.union(
  /** Its bytes are coming in. */
  v.literal("uploading"),
  /** Being cut into lines. */
  v.literal("reading"),
  /** Waits for somebody to say what the columns are. */
  v.literal("mapping"),
  v.literal("checking"),
  /** Waits for somebody to start it; no contact is written before that. */
  v.literal("checked"),
  v.literal("running"),
  v.literal("done"),
  /** Stopped by somebody; what was done before stays. */
  v.literal("canceled"),
  v.literal("undoing"),
  v.literal("undone"),
  /** The file cannot be read; `error_code` says why. */
  v.literal("refused"),
  /** Given up after its steps kept failing. */
  v.literal("failed"),
);
export type ImportStatus = typeof vImportStatus.type;

export const vDelimiter = v.union(...DELIMITERS.map((one) => v.literal(one)));

export const vFileFormat = v.object({
  encoding: vEncoding,
  delimiter: vDelimiter,
  /** Whether the first line names the columns. */
  has_header: v.boolean(),
});
export type FileFormat = typeof vFileFormat.type;

/** What becomes of what a contact has already. */
export const vConflictRule = v.union(
  /** Nothing of somebody known is changed. */
  v.literal("keep_ours"),
  v.literal("fill_gaps"),
  v.literal("take_theirs"),
);
export type ConflictRule = typeof vConflictRule.type;

/** What the check found a line to be; the four add up to the file. */
export const LINE_KINDS = ["new", "update", "duplicate", "unreadable"] as const;
export const vLineKind = v.union(...LINE_KINDS.map((kind) => v.literal(kind)));
export type LineKind = typeof vLineKind.type;

/** What became of a line that was new or an update. */
export const LINE_RESULTS = [
  "created",
  "updated",
  /** The contact has it all, or the rule keeps it as it is. */
  "unchanged",
  "failed",
  "undone",
  /** Not undone: somebody wrote or changed something since. */
  "kept",
] as const;
export const vLineResult = v.union(
  ...LINE_RESULTS.map((result) => v.literal(result)),
);
export type LineResult = typeof vLineResult.type;

export const vLineCounts = v.object({
  new: v.number(),
  update: v.number(),
  duplicate: v.number(),
  unreadable: v.number(),
});
export type LineCounts = typeof vLineCounts.type;

export const vResultCounts = v.object({
  created: v.number(),
  updated: v.number(),
  unchanged: v.number(),
  failed: v.number(),
  undone: v.number(),
  kept: v.number(),
});
export type ResultCounts = typeof vResultCounts.type;

/** Where reading goes on: records of one part may take several steps. */
const vReadingState = v.object({
  part: v.number(),
  /** Bytes and text that the part before left over. */
  tail: v.bytes(),
  rest: v.string(),
  /** UTF-16 units of the part's text that are read. */
  skip: v.number(),
  line: v.number(),
});
export type ReadingState = typeof vReadingState.type;

export const importTables = {
  /**
   * One file. Written by the member who brings it and by its own steps; read by
   * the page; kept as history, its lines and bytes are not.
   */
  imports: defineTable({
    workspace_id: v.id("workspaces"),
    created_by: vUserId,
    file_name: v.string(),
    status: vImportStatus,
    error_code: v.optional(vFileProblem),
    byte_count: v.number(),
    part_count: v.number(),
    /** What is known of the encoding so far: checkUtf8, encodingOfMark. */
    utf8: v.object({ isValid: v.boolean(), tail: v.bytes() }),
    marked_encoding: v.optional(vEncoding),
    holds_nul: v.boolean(),
    format: v.optional(vFileFormat),
    /** What the columns are called, and what they are (a Target each). */
    headings: v.array(v.string()),
    targets: v.array(v.string()),
    /** Lines with something on them, without the headings. */
    line_count: v.number(),
    counts: v.optional(vLineCounts),
    rule: v.optional(vConflictRule),
    results: vResultCounts,
    reading: v.optional(vReadingState),
    /** The last line that the present work is done with. */
    last_line: v.number(),
    /** Lines that it is done with. */
    lines_done: v.number(),
    /** Whether a step is to come; recovery asks `step_id` whether it will. */
    is_working: v.boolean(),
    /** Counts steps, so that of two for one place the second does nothing. */
    step: v.number(),
    step_id: v.optional(v.id("_scheduled_functions")),
    /** Steps that failed since it last got on. */
    attempts: v.number(),
    started_at: v.optional(v.number()),
    started_by: v.optional(vUserId),
    ended_at: v.optional(v.number()),
    undone_by: v.optional(vUserId),
    /** When its lines and bytes are deleted, ms UTC; absent once they are. */
    expires_at: v.optional(v.number()),
  })
    // In the order in which they came, whatever became of them.
    // eslint-disable-next-line @convex-dev/no-duplicate-indexes
    .index("by_workspace_id", ["workspace_id"])
    .index("by_workspace_id_and_status", ["workspace_id", "status"])
    .index("by_is_working", ["is_working"])
    .index("by_expires_at", ["expires_at"]),

  /**
   * A file's bytes, in parts below the document limit. Written while it is
   * uploaded; read when it is cut into lines; deleted when the import starts, is
   * canceled, or was not started for a day.
   */
  importParts: defineTable({
    import_id: v.id("imports"),
    part: v.number(),
    bytes: v.bytes(),
  }).index("by_import_id_and_part", ["import_id", "part"]),

  /**
   * A line of a file. Written when it is read, checked and applied; read by the
   * page and by undo; deleted when the import expires.
   */
  importLines: defineTable({
    import_id: v.id("imports"),
    /** In the file, from 1. */
    line: v.number(),
    cells: v.array(v.string()),
    kind: v.optional(vLineKind),
    /** Why it was not read or not applied, and the column (from 0). */
    problem: v.optional(vProblemCode),
    column: v.optional(v.number()),
    /** Who it is about: "contact:…", "phone:…" or "email:…". */
    person: v.optional(v.string()),
    email_key: v.optional(v.string()),
    /** The line that a duplicate repeats. */
    repeats_line: v.optional(v.number()),
    contact_id: v.optional(v.id("contacts")),
    result: v.optional(vLineResult),
    /** The lines of history of an update, for undo. */
    event_ids: v.optional(v.array(v.id("contactEvents"))),
  })
    .index("by_import_id_and_line", ["import_id", "line"])
    .index("by_import_id_and_kind_and_line", ["import_id", "kind", "line"])
    .index("by_import_id_and_result_and_line", ["import_id", "result", "line"])
    .index("by_import_id_and_person_and_line", ["import_id", "person", "line"])
    .index("by_import_id_and_email_key_and_line", [
      "import_id",
      "email_key",
      "line",
    ])
    .index("by_person", ["person"])
    .index("by_contact_id", ["contact_id"]),

  /**
   * What the columns of a file with the same headings were last time. Written
   * when a check begins; read when such a file comes again; kept.
   */
  importMappings: defineTable({
    workspace_id: v.id("workspaces"),
    /** headingsKey() of src/lib/imports/targets.ts, hashed. */
    headings_sha256: v.string(),
    targets: v.array(v.string()),
  }).index("by_workspace_id_and_headings_sha256", [
    "workspace_id",
    "headings_sha256",
  ]),
};
