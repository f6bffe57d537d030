/** `GET /downloads?token=…`: see docs/import-export.md. */
import { v } from "convex/values";
import { BYTE_ORDER_MARK, csvLine } from "../../src/lib/csv/write";
import { describeProblem } from "../../src/lib/imports/problems";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import {
  httpAction,
  internalQuery,
  type ActionCtx,
  type QueryCtx,
} from "../_generated/server";
import type { Download } from "../model/downloads/tables";
import { hashToken } from "../model/downloads/tokens";
import { errorResponse } from "../model/shared/http";

/** Chunks of an export a page: up to 0.75 MiB each of the 16 that may be read. */
const CHUNKS_PER_PAGE = 8;
/** Lines of an import a page, of at most 96 KiB each. */
const LINES_PER_PAGE = 100;
/** A token in lower-case hex. */
const TOKEN_PATTERN = /^[0-9a-f]{64}$/;

/** A page of text; no cursor behind the last one. */
const vPage = v.object({
  text: v.string(),
  cursor: v.union(v.null(), v.string()),
});
type Page = typeof vPage.type;

interface Document {
  fileName: string;
  contentType: string;
  before: string;
  after: string;
  page: (cursor: string | null) => Promise<Page>;
}

export const serve = httpAction(async (ctx: ActionCtx, request) => {
  const token = new URL(request.url).searchParams.get("token") ?? "";
  // Whoever only looks, as chat programs do at links, does not use it up.
  const isUsable = request.method === "GET" && TOKEN_PATTERN.test(token);
  const content = isUsable
    ? await ctx.runMutation(internal.downloads.links.redeem, {
        token_sha256: await hashToken(token),
      })
    : null;
  if (content === null) {
    return errorResponse(404, "not_found", {
      message: "This link has been used or has expired. Ask for a new one.",
    });
  }
  const document = await describe(ctx, content);
  return new Response(stream(document), {
    headers: {
      "Content-Type": document.contentType,
      "Content-Disposition": `attachment; filename="${document.fileName}"`,
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
    },
  });
});

function stream(document: Document): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let cursor: string | null = null;
  let isFirst = true;
  return new ReadableStream({
    async pull(controller) {
      const page: Page = await document.page(cursor);
      const before = isFirst ? document.before : "";
      const after = page.cursor === null ? document.after : "";
      isFirst = false;
      cursor = page.cursor;
      controller.enqueue(encoder.encode(before + page.text + after));
      if (cursor === null) {
        controller.close();
      }
    },
  });
}

async function describe(ctx: ActionCtx, content: Download): Promise<Document> {
  const csv = "text/csv; charset=utf-8";
  if (content.kind === "failed_lines") {
    const { import_id } = content;
    const headings = await ctx.runQuery(
      internal.downloads.serve.failedHeadings,
      { import_id },
    );
    return {
      fileName: "failed-lines.csv",
      contentType: csv,
      before: BYTE_ORDER_MARK + csvLine(headings),
      after: "",
      page: (cursor) =>
        ctx.runQuery(internal.downloads.serve.failedLines, {
          import_id,
          cursor,
        }),
    };
  }
  const { export_id, file } = content;
  const { columns, format } = await ctx.runQuery(
    internal.downloads.serve.exportHead,
    { export_id },
  );
  const isCsv = format === "csv";
  const number = file === 0 ? "" : `-${file + 1}`;
  return {
    fileName: `contacts${number}.${format}`,
    contentType: isCsv ? csv : "application/json",
    before: isCsv ? BYTE_ORDER_MARK + csvLine(columns) : "[",
    after: isCsv ? "" : "]\n",
    page: (cursor) =>
      ctx.runQuery(internal.downloads.serve.exportText, {
        export_id,
        file,
        cursor,
      }),
  };
}

export const exportHead = internalQuery({
  args: { export_id: v.id("exports") },
  returns: v.object({ columns: v.array(v.string()), format: v.string() }),
  handler: async (ctx, { export_id }) => {
    const { columns, format } = await present(ctx.db.get("exports", export_id));
    return { columns, format };
  },
});

export const exportText = internalQuery({
  args: {
    export_id: v.id("exports"),
    file: v.number(),
    cursor: v.union(v.null(), v.string()),
  },
  returns: vPage,
  handler: async (ctx, { export_id, file, cursor }) => {
    const page = await ctx.db
      .query("exportChunks")
      .withIndex("by_export_id_and_file", (q) =>
        q.eq("export_id", export_id).eq("file", file),
      )
      .paginate({ numItems: CHUNKS_PER_PAGE, cursor });
    return {
      text: page.page.map(({ text }) => text).join(""),
      cursor: page.isDone ? null : page.continueCursor,
    };
  },
});

/** Our columns first, then the file's own, so that it can be mended and sent. */
export const failedHeadings = internalQuery({
  args: { import_id: v.id("imports") },
  returns: v.array(v.string()),
  handler: async (ctx, { import_id }) => {
    const { headings } = await present(ctx.db.get("imports", import_id));
    return ["line", "column", "value", "reason", "explanation", ...headings];
  },
});

/** What could not be read, then what could not be applied. */
export const failedLines = internalQuery({
  args: {
    import_id: v.id("imports"),
    cursor: v.union(v.null(), v.string()),
  },
  returns: vPage,
  handler: async (ctx, { import_id, cursor }) => {
    const { headings } = await present(ctx.db.get("imports", import_id));
    const lines = await failedAfter(ctx, import_id, Number(cursor ?? 0));
    const shown = lines.slice(0, LINES_PER_PAGE);
    const last = shown.at(-1);
    return {
      text: shown.map((line) => toFailedLine(line, headings)).join(""),
      cursor:
        lines.length > LINES_PER_PAGE && last !== undefined
          ? String(last.line)
          : null,
    };
  },
});

/** In the file's order: a line is either unreadable or failed. */
async function failedAfter(
  ctx: QueryCtx,
  importId: Id<"imports">,
  line: number,
): Promise<Doc<"importLines">[]> {
  const [unreadable, failed] = await Promise.all([
    ctx.db
      .query("importLines")
      .withIndex("by_import_id_and_kind_and_line", (q) =>
        q.eq("import_id", importId).eq("kind", "unreadable").gt("line", line),
      )
      .take(LINES_PER_PAGE + 1),
    ctx.db
      .query("importLines")
      .withIndex("by_import_id_and_result_and_line", (q) =>
        q.eq("import_id", importId).eq("result", "failed").gt("line", line),
      )
      .take(LINES_PER_PAGE + 1),
  ]);
  return [...unreadable, ...failed].sort((a, b) => a.line - b.line);
}

function toFailedLine(
  { line, cells, problem, column }: Doc<"importLines">,
  headings: readonly string[],
): string {
  return csvLine([
    String(line),
    column === undefined ? "" : (headings[column] ?? ""),
    column === undefined ? "" : (cells[column] ?? ""),
    problem ?? "",
    problem === undefined ? "" : describeProblem(problem),
    ...cells,
  ]);
}

async function present<Row>(found: Promise<Row | null>): Promise<Row> {
  const row = await found;
  if (row === null) {
    throw new Error("a link leads to a row -- invariant");
  }
  return row;
}
