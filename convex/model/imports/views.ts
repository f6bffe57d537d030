/** What people see of an import. */
import { pick } from "convex-helpers";
import { v } from "convex/values";
import { vEncoding } from "../../../src/lib/csv/encoding";
import { normalizePhone } from "../../../src/lib/phone/normalize";
import { cutByCodePoint } from "../../../src/lib/text/cut";
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import schema from "../../schema";
import { vDelimiter } from "./tables";
import { UNDO_MS, type Import } from "./work";

/** Values of each column that are shown, and lines looked at for them. */
const SAMPLES = 3;
const SAMPLED_LINES = 50;
const MAX_SAMPLE_CHARACTERS = 80;

const vColumn = v.object({
  heading: v.string(),
  /** What it fills: see docs/import-export.md. */
  target: v.string(),
  /** The first values that are not blank. */
  samples: v.array(
    v.object({
      text: v.string(),
      /** The number it is read as, of a column of phones; null for none. */
      phone: v.optional(v.union(v.string(), v.null())),
    }),
  ),
});

export const vImport = v.object({
  import_id: v.id("imports"),
  created_at: v.number(),
  ...schema
    .doc("imports")
    .pick(
      "workspace_id",
      "created_by",
      "file_name",
      "status",
      "error_code",
      "byte_count",
      "line_count",
      "counts",
      "rule",
      "results",
      "lines_done",
      "started_at",
      "started_by",
      "ended_at",
      "undone_by",
    ).fields,
  /** As guessed, or as somebody said. */
  format: v.optional(
    v.object({
      encoding: vEncoding,
      delimiter: vDelimiter,
      has_header: v.boolean(),
    }),
  ),
  /** Until when it can be taken back, ms UTC; absent when it cannot be. */
  undo_until: v.optional(v.number()),
});

export const vImportDetails = v.object({
  ...vImport.fields,
  columns: v.array(vColumn),
});

const LINE_FIELDS = [
  "line",
  "cells",
  "kind",
  "problem",
  "column",
  "repeats_line",
  "contact_id",
  "result",
] as const;
export const vImportLine = schema.doc("importLines").pick(...LINE_FIELDS);

export function toImportView(file: Import): typeof vImport.type {
  const isUndoable = file.status === "done" || file.status === "canceled";
  return {
    import_id: file._id,
    created_at: file._creationTime,
    workspace_id: file.workspace_id,
    created_by: file.created_by,
    file_name: file.file_name,
    status: file.status,
    error_code: file.error_code,
    byte_count: file.byte_count,
    line_count: file.line_count,
    counts: file.counts,
    rule: file.rule,
    results: file.results,
    lines_done: file.lines_done,
    started_at: file.started_at,
    started_by: file.started_by,
    ended_at: file.ended_at,
    undone_by: file.undone_by,
    format: file.format,
    undo_until:
      isUndoable && file.ended_at !== undefined && file.started_at !== undefined
        ? file.ended_at + UNDO_MS
        : undefined,
  };
}

/** The import with its columns and some values of each. */
export async function toImportDetails(
  ctx: QueryCtx,
  file: Import,
  region: string,
): Promise<typeof vImportDetails.type> {
  const lines = await ctx.db
    .query("importLines")
    .withIndex("by_import_id_and_line", (q) => q.eq("import_id", file._id))
    .take(SAMPLED_LINES);
  return {
    ...toImportView(file),
    columns: file.headings.map((heading, column) => {
      const target = file.targets[column] ?? "ignore";
      const texts = lines
        .map(({ cells, problem, kind }) =>
          problem === undefined || kind !== undefined ? cells[column] : "",
        )
        .filter((text) => text !== undefined && text.trim() !== "")
        .slice(0, SAMPLES);
      return {
        heading,
        target,
        samples: texts.map((text = "") => ({
          text: cutByCodePoint(text, MAX_SAMPLE_CHARACTERS).text,
          phone: target === "phone" ? readPhone(text, region) : undefined,
        })),
      };
    }),
  };
}

function readPhone(text: string, region: string): string | null {
  const phone = normalizePhone(text, region);
  return phone.kind === "e164" ? phone.e164 : null;
}

export const toLineView = (line: Doc<"importLines">): typeof vImportLine.type =>
  pick(line, [...LINE_FIELDS]);
