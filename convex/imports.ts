/**
 * Contacts from CSV files: upload, columns, check, run, undo. Files of one
 * workspace are for its admins. docs/import-export.md tells the way.
 */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { ConvexError, v } from "convex/values";
import { vEncoding } from "../src/lib/csv/encoding";
import { MAX_NAME_CHARACTERS } from "../src/lib/text/limits";
import { oneLine } from "../src/lib/text/oneLine";
import type { Target } from "../src/lib/imports/targets";
import { internal } from "./_generated/api";
import type { QueryCtx } from "./_generated/server";
import { rateLimiter } from "./componentClients";
import {
  importMutation,
  importQuery,
  workspaceAction,
  workspaceMutation,
  workspaceQuery,
} from "./functions";
import { vLink, type Link } from "./model/downloads/tables";
import { newToken, toUrl } from "./model/downloads/tokens";
import { NO_LINES } from "./model/imports/checking";
import { readMapping, rememberMapping } from "./model/imports/mapping";
import {
  appendPart,
  beginReading,
  dropBytes,
  MAX_FILE_BYTES,
  PART_BYTES,
} from "./model/imports/reading";
import {
  LINE_KINDS,
  LINE_RESULTS,
  vConflictRule,
  vDelimiter,
  vLineKind,
  vLineResult,
  type ImportStatus,
  type ResultCounts,
} from "./model/imports/tables";
import {
  toImportDetails,
  toImportView,
  toLineView,
  vImport,
  vImportDetails,
  vImportLine,
} from "./model/imports/views";
import {
  beginWork,
  cancelImport,
  keptUntil,
  PENDING,
  UNDO_MS,
  type Import,
} from "./model/imports/work";
import { requireWithinLimit } from "./model/shared/limit";
import { passRefusal } from "./model/shared/refuse";

const NO_RESULTS: ResultCounts = {
  created: 0,
  updated: 0,
  unchanged: 0,
  failed: 0,
  undone: 0,
  kept: 0,
};

/** @throws ConvexError `wrong_import_step` unless it is in one of the states. */
function requireStatus(file: Import, ...statuses: ImportStatus[]): void {
  if (!statuses.includes(file.status)) {
    throw new ConvexError({ code: "wrong_import_step" });
  }
}

/**
 * Begins an import; its file follows in parts ({@link append}).
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin,
 *   `rate_limited` with `retry_after_ms` above 30 an hour.
 */
export const create = workspaceMutation({
  role: "admin",
  args: { file_name: v.string() },
  returns: v.object({
    import_id: v.id("imports"),
    /** Largest part, and largest file. */
    part_bytes: v.number(),
    max_bytes: v.number(),
  }),
  handler: async (ctx, args) => {
    const { workspace, member } = ctx;
    await requireWithinLimit(
      rateLimiter.limit(ctx, "importFile", { key: workspace._id }),
    );
    const import_id = await ctx.db.insert("imports", {
      workspace_id: workspace._id,
      created_by: member.user_id,
      file_name: oneLine(args.file_name, MAX_NAME_CHARACTERS) ?? "import.csv",
      status: "uploading",
      byte_count: 0,
      part_count: 0,
      utf8: { isValid: true, tail: new ArrayBuffer() },
      holds_nul: false,
      headings: [],
      targets: [],
      line_count: 0,
      results: NO_RESULTS,
      last_line: 0,
      lines_done: 0,
      is_working: false,
      step: 0,
      attempts: 0,
      expires_at: keptUntil("uploading", {}, Date.now()),
    });
    return { import_id, part_bytes: PART_BYTES, max_bytes: MAX_FILE_BYTES };
  },
});

/**
 * Takes the file's next part, at most `part_bytes` long; parts count from 0. One
 * sent again changes nothing.
 *
 * @throws ConvexError as {@link get}; `wrong_import_step` once it was analysed,
 *   `invalid_part`, `file_too_large`.
 */
export const append = importMutation({
  role: "admin",
  args: { part: v.number(), bytes: v.bytes() },
  returns: v.object({ byte_count: v.number() }),
  handler: async (ctx, { part, bytes }) => {
    requireStatus(ctx.file, "uploading");
    return { byte_count: await appendPart(ctx, ctx.file, part, bytes) };
  },
});

/**
 * Cuts the file into lines, with the encoding, delimiter and first line guessed
 * or as they are given; also again, if the guess was wrong.
 *
 * @throws ConvexError as {@link get}; `wrong_import_step` once it was started.
 */
export const analyse = importMutation({
  role: "admin",
  args: {
    encoding: v.optional(vEncoding),
    delimiter: v.optional(vDelimiter),
    has_header: v.optional(v.boolean()),
  },
  returns: v.null(),
  handler: async (ctx, wanted) => {
    requireStatus(ctx.file, "uploading", "mapping", "checked", "refused");
    await beginReading(ctx, ctx.file, ctx.workspace.default_region, wanted);
    return null;
  },
});

/**
 * Says what each column is: "name", "phone", "email", "tags", "owner" (by
 * e-mail), "lead_status", "custom_values.<key>" or "ignore".
 *
 * @throws ConvexError as {@link get}; `wrong_import_step`; `invalid_mapping`
 *   with a target that does not exist or comes twice, or without a column of
 *   phones or e-mail addresses.
 */
export const setMapping = importMutation({
  role: "admin",
  args: { targets: v.array(v.string()) },
  returns: v.null(),
  handler: async (ctx, args) => {
    requireStatus(ctx.file, "mapping", "checked");
    const targets = await requireMapping(ctx, ctx.file, args.targets);
    await ctx.db.patch("imports", ctx.file._id, {
      targets,
      status: "mapping",
      counts: undefined,
    });
    return null;
  },
});

/** @throws ConvexError `invalid_mapping` */
async function requireMapping(
  ctx: QueryCtx,
  file: Import,
  texts: readonly string[],
): Promise<Target[]> {
  const read = await readMapping(ctx, file, texts);
  if (typeof read === "string") {
    throw new ConvexError({ code: "invalid_mapping" });
  }
  return read;
}

/**
 * Finds what the import would do: `counts` of its lines that are new, update
 * somebody, repeat another line, or cannot be read, {@link rows} with each. No
 * contact is written.
 *
 * @throws ConvexError as {@link setMapping}.
 */
export const check = importMutation({
  role: "admin",
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    requireStatus(ctx.file, "mapping", "checked");
    await requireMapping(ctx, ctx.file, ctx.file.targets);
    await rememberMapping(ctx, ctx.file);
    await beginWork(ctx, ctx.file, "checking", { counts: NO_LINES });
    return null;
  },
});

/**
 * Imports what was checked. `rule` says what becomes of values that a contact
 * has already; blank cells and tags never take anything away.
 *
 * @throws ConvexError as {@link get}; `wrong_import_step` unless it was checked.
 */
export const start = importMutation({
  role: "admin",
  args: { rule: vConflictRule },
  returns: v.null(),
  handler: async (ctx, { rule }) => {
    requireStatus(ctx.file, "checked");
    await requireMapping(ctx, ctx.file, ctx.file.targets);
    await beginWork(ctx, ctx.file, "running", {
      rule,
      started_at: Date.now(),
      started_by: ctx.member.user_id,
    });
    await dropBytes(ctx, ctx.file._id);
    return null;
  },
});

/**
 * Stops an import. What it did before stays, and can be taken back; a file that
 * was never started is deleted.
 *
 * @throws ConvexError as {@link get}; `wrong_import_step` once it is over.
 */
export const cancel = importMutation({
  role: "admin",
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    requireStatus(ctx.file, ...PENDING, "running");
    await cancelImport(ctx, ctx.file);
    return null;
  },
});

/**
 * Takes an import back within 24 hours: contacts that it made are deleted and
 * values that it changed are what they were before, except where somebody wrote
 * or changed something since.
 *
 * @throws ConvexError as {@link get}; `wrong_import_step` unless it ran,
 *   `undo_expired`.
 */
export const undo = importMutation({
  role: "admin",
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    requireStatus(ctx.file, "done", "canceled", "failed");
    const { started_at: startedAt, ended_at: endedAt } = ctx.file;
    if (startedAt === undefined || endedAt === undefined) {
      throw new ConvexError({ code: "wrong_import_step" });
    }
    if (endedAt + UNDO_MS < Date.now()) {
      throw new ConvexError({ code: "undo_expired" });
    }
    const undone_by = ctx.member.user_id;
    await beginWork(ctx, ctx.file, "undoing", { undone_by });
    return null;
  },
});

/**
 * One import with its columns and some values of each.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin.
 */
export const get = importQuery({
  role: "admin",
  args: {},
  returns: vImportDetails,
  handler: async (ctx) =>
    await toImportDetails(ctx, ctx.file, ctx.workspace.default_region),
});

/**
 * The workspace's imports, newest first.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin.
 */
export const list = workspaceQuery({
  role: "admin",
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vImport),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("imports")
      .withIndex("by_workspace_id", (q) =>
        q.eq("workspace_id", ctx.workspace._id),
      )
      .order("desc")
      .paginate(args.paginationOpts);
    return { ...page, page: page.page.map(toImportView) };
  },
});

/**
 * Lines of a file in their order: of one kind of the check, or of one result.
 *
 * @throws ConvexError as {@link get}.
 */
export const rows = importQuery({
  role: "admin",
  args: {
    of: v.union(vLineKind, vLineResult),
    paginationOpts: paginationOptsValidator,
  },
  returns: paginationResultValidator(vImportLine),
  handler: async (ctx, args) => {
    const kind = LINE_KINDS.find((one) => one === args.of);
    const result = LINE_RESULTS.find((one) => one === args.of);
    const lines = ctx.db.query("importLines");
    const page = await (
      kind === undefined
        ? lines.withIndex("by_import_id_and_result_and_line", (q) =>
            q.eq("import_id", ctx.file._id).eq("result", result),
          )
        : lines.withIndex("by_import_id_and_kind_and_line", (q) =>
            q.eq("import_id", ctx.file._id).eq("kind", kind),
          )
    ).paginate(args.paginationOpts);
    return { ...page, page: page.page.map(toLineView) };
  },
});

/**
 * A link that downloads, once and within a minute, the lines that could not be
 * read or applied as CSV: each with its column, value and reason.
 *
 * @throws ConvexError as {@link get}.
 */
export const link = workspaceAction({
  role: "admin",
  args: { import_id: v.id("imports") },
  returns: vLink,
  handler: async (ctx, { import_id }): Promise<Link> => {
    const { token, token_sha256 } = await newToken();
    const { expires_at } = await passRefusal(
      ctx.runMutation(internal.downloads.links.open, {
        workspace_id: ctx.workspace._id,
        token_sha256,
        content: { kind: "failed_lines", import_id },
      }),
    );
    return { url: toUrl(token), expires_at };
  },
});
