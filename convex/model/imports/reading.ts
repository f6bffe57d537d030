/** From a file's bytes to its lines. */
import { ConvexError } from "convex/values";
import {
  checkUtf8,
  decodePart,
  encodingOfMark,
  holdsNul,
  type Encoding,
} from "../../../src/lib/csv/encoding";
import {
  guessDelimiter,
  SAMPLE_UNITS,
  separatorLineOf,
} from "../../../src/lib/csv/guess";
import { readRecords, type CsvRecord } from "../../../src/lib/csv/read";
import { isPersonal } from "../../../src/lib/imports/person";
import { headingOf } from "../../../src/lib/imports/targets";
import { makeSafe } from "../../../src/lib/text/makeSafe";
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { guessMapping } from "./mapping";
import type { FileFormat, ReadingState } from "./tables";
import { beginWork, endWork, goOn, keptUntil, type Import } from "./work";

/** Bytes of a part: base64 makes them 683 KiB of the 1 MiB a document may have. */
export const PART_BYTES = 512 * 1024;
/** Largest file: 100,000 lines of 200 bytes. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;
export const MAX_LINES = 100_000;

/** Lines a step writes: an insert of some hundred bytes each. */
const LINES_PER_STEP = 2_000;
/** Lines of a file read before that are deleted at a time. */
const DELETED_PER_STEP = 4_000;
/** Parts looked at for the headings; one of full size is enough. */
const SAMPLE_PARTS = 64;
/** Longest cell that is kept: longer than any field takes. */
const MAX_CELL_UNITS = 2_048;

const NO_BYTES = new ArrayBuffer();
const START: ReadingState = {
  part: 0,
  tail: NO_BYTES,
  rest: "",
  skip: 0,
  line: 1,
};

/**
 * Takes the next part. One that is there already, sent again because its answer
 * got lost, changes nothing.
 *
 * @throws ConvexError `invalid_part`, `file_too_large`.
 */
export async function appendPart(
  ctx: MutationCtx,
  file: Import,
  part: number,
  bytes: ArrayBuffer,
): Promise<number> {
  if (part >= 0 && part < file.part_count) {
    return file.byte_count;
  }
  const isNext = part === file.part_count;
  if (!isNext || bytes.byteLength === 0 || bytes.byteLength > PART_BYTES) {
    throw new ConvexError({ code: "invalid_part" });
  }
  const byteCount = file.byte_count + bytes.byteLength;
  if (byteCount > MAX_FILE_BYTES) {
    throw new ConvexError({ code: "file_too_large" });
  }
  const view = new Uint8Array(bytes);
  const utf8 = checkUtf8(
    { isValid: file.utf8.isValid, tail: new Uint8Array(file.utf8.tail) },
    view,
  );
  await ctx.db.insert("importParts", { import_id: file._id, part, bytes });
  await ctx.db.patch("imports", file._id, {
    byte_count: byteCount,
    part_count: part + 1,
    utf8: { isValid: utf8.isValid, tail: toBuffer(utf8.tail) },
    holds_nul: file.holds_nul || holdsNul(view),
    ...(part === 0 && { marked_encoding: encodingOfMark(view) ?? undefined }),
    expires_at: keptUntil("uploading", file, Date.now()),
  });
  return byteCount;
}

const toBuffer = (bytes: Uint8Array<ArrayBuffer>): ArrayBuffer =>
  bytes.slice().buffer;

/** Begins to cut a file into lines, in the format given or guessed. */
export async function beginReading(
  ctx: MutationCtx,
  file: Import,
  region: string,
  wanted: Partial<FileFormat>,
): Promise<void> {
  const encoding = wanted.encoding ?? guessEncoding(file);
  if (file.holds_nul && !encoding.startsWith("utf-16")) {
    await endWork(ctx, file, "refused", { error_code: "not_text" });
    return;
  }
  if (file.part_count === 0) {
    await endWork(ctx, file, "refused", { error_code: "no_lines" });
    return;
  }
  const sample = await loadSample(ctx, file, encoding);
  const delimiter = wanted.delimiter ?? guessDelimiter(sample.text);
  const [heading] = readRecords(
    sample.text.slice(separatorLineOf(sample.text)?.length ?? 0),
    1,
    { delimiter, isLast: sample.isWhole, maxRecords: 1 },
  ).records;
  const cells = heading?.cells ?? [];
  const hasHeader = wanted.has_header ?? !isPersonal(cells, region);
  await beginWork(ctx, file, "reading", {
    format: { encoding, delimiter, has_header: hasHeader },
    headings: cells.map((cell, at) =>
      headingOf(hasHeader ? cell : undefined, at),
    ),
    targets: [],
    line_count: 0,
    counts: undefined,
    error_code: undefined,
    reading: START,
  });
}

/** The beginning of a file, however small its parts are. */
async function loadSample(
  ctx: QueryCtx,
  file: Import,
  encoding: Encoding,
): Promise<{ text: string; isWhole: boolean }> {
  let text = "";
  let tail = new Uint8Array();
  for (let at = 0; at < Math.min(file.part_count, SAMPLE_PARTS); at += 1) {
    const part = await loadPart(ctx, file._id, at);
    const isLast = at === file.part_count - 1;
    const bytes = new Uint8Array(part.bytes);
    const decoded = decodePart(encoding, tail, bytes, isLast);
    text += decoded.text;
    tail = decoded.tail;
    if (text.length >= SAMPLE_UNITS) {
      return { text, isWhole: isLast };
    }
  }
  return { text, isWhole: file.part_count <= SAMPLE_PARTS };
}

/** What a byte order mark says, else UTF-8 if all of it is, else windows-1252. */
function guessEncoding({ marked_encoding, utf8 }: Import): Encoding {
  const isUtf8 = utf8.isValid && utf8.tail.byteLength === 0;
  return marked_encoding ?? (isUtf8 ? "utf-8" : "windows-1252");
}

async function loadPart(
  ctx: QueryCtx,
  importId: Id<"imports">,
  part: number,
): Promise<Doc<"importParts">> {
  const found = await ctx.db
    .query("importParts")
    .withIndex("by_import_id_and_part", (q) =>
      q.eq("import_id", importId).eq("part", part),
    )
    .first();
  if (found === null) {
    throw new Error("a part that was stored is there -- invariant");
  }
  return found;
}

/** Cuts the next lines; first it deletes those of another reading. */
export async function readNext(ctx: MutationCtx, file: Import): Promise<void> {
  const { reading, format } = file;
  if (reading === undefined || format === undefined) {
    throw new Error("a file that is read has a format -- invariant");
  }
  const isFresh = reading.part === 0 && reading.skip === 0;
  if (isFresh && (await deleteLines(ctx, file._id)) > 0) {
    await goOn(ctx, file);
    return;
  }
  const part = await loadPart(ctx, file._id, reading.part);
  const isLastPart = reading.part === file.part_count - 1;
  const read = readPart(
    reading,
    format,
    new Uint8Array(part.bytes),
    isLastPart,
  );
  const isHeading = file.format?.has_header === true && file.last_line === 0;
  const records = isHeading ? read.records.slice(1) : read.records;
  const lineCount = file.line_count + records.length;
  if (lineCount > MAX_LINES) {
    await endWork(ctx, file, "refused", {
      error_code: "too_many_lines",
      reading: undefined,
    });
    return;
  }
  for (const record of records) {
    await insertLine(ctx, file._id, record);
  }
  const progress = {
    line_count: lineCount,
    last_line: read.records.at(-1)?.line ?? file.last_line,
    lines_done: lineCount,
    attempts: 0,
  };
  if (read.next !== null) {
    await goOn(ctx, file, { ...progress, reading: read.next });
  } else if (lineCount === 0) {
    const error_code = "no_lines";
    await endWork(ctx, file, "refused", { error_code, reading: undefined });
  } else {
    const targets = await guessMapping(ctx, file);
    await endWork(ctx, file, "mapping", {
      ...progress,
      targets,
      reading: undefined,
    });
  }
}

async function insertLine(
  ctx: MutationCtx,
  importId: Id<"imports">,
  { line, cells, problem }: CsvRecord,
): Promise<void> {
  await ctx.db.insert("importLines", {
    import_id: importId,
    line,
    cells: cells.map((cell) => makeSafe(cell.slice(0, MAX_CELL_UNITS))),
    problem,
  });
}

/** Records from where reading stands, and where it stands then; null at the end. */
function readPart(
  state: ReadingState,
  { encoding, delimiter }: FileFormat,
  bytes: Uint8Array<ArrayBuffer>,
  isLast: boolean,
): { records: CsvRecord[]; next: ReadingState | null } {
  const tail = new Uint8Array(state.tail);
  const decoded = decodePart(encoding, tail, bytes, isLast);
  const text = state.rest + decoded.text;
  const isStart = state.part === 0 && state.skip === 0;
  const marked = isStart ? (separatorLineOf(text)?.length ?? 0) : 0;
  const begin = state.skip + marked;
  const read = readRecords(
    text.slice(begin),
    state.line + (marked > 0 ? 1 : 0),
    { delimiter, isLast, maxRecords: LINES_PER_STEP },
  );
  const { records, line, rest } = read;
  if (records.length === LINES_PER_STEP) {
    const skip = text.length - rest.length;
    return { records, next: { ...state, skip, line } };
  }
  const next = {
    part: state.part + 1,
    tail: toBuffer(decoded.tail),
    rest,
    skip: 0,
    line,
  };
  return { records, next: isLast ? null : next };
}

/** Deletes some of a file's lines; how many. */
export async function deleteLines(
  ctx: MutationCtx,
  importId: Id<"imports">,
): Promise<number> {
  const lines = await ctx.db
    .query("importLines")
    .withIndex("by_import_id_and_line", (q) => q.eq("import_id", importId))
    .take(DELETED_PER_STEP);
  for (const line of lines) {
    await ctx.db.delete("importLines", line._id);
  }
  return lines.length;
}

/** Parts deleted at a time: reading them counts, 512 KiB each. */
const PARTS_DELETED = 10;

/** Deletes some of a file's bytes; how many parts. */
export async function deleteParts(
  ctx: MutationCtx,
  importId: Id<"imports">,
): Promise<number> {
  const parts = await ctx.db
    .query("importParts")
    .withIndex("by_import_id_and_part", (q) => q.eq("import_id", importId))
    .take(PARTS_DELETED);
  for (const part of parts) {
    await ctx.db.delete("importParts", part._id);
  }
  return parts.length;
}

/** Deletes a file's bytes, some now and the rest in a job: its lines hold it all. */
export async function dropBytes(
  ctx: MutationCtx,
  importId: Id<"imports">,
): Promise<void> {
  if ((await deleteParts(ctx, importId)) === PARTS_DELETED) {
    await ctx.scheduler.runAfter(0, internal.imports.steps.dropBytes, {
      import_id: importId,
    });
  }
}
