/** One page of a query: cursors, row and byte caps, advice to split. */
import { TransactionLimitError } from "../transaction/budget";
import type { Document } from "../transaction/document";
import type { QueryPageJson, QueryPageResult } from "../transaction/types";
import { CursorCodec, type Position } from "./cursor";
import type { Reads } from "./reads";
import type { Window } from "./source";
import { QueryStream } from "./stream";

/** Transaction limits; a page that nears them should be split in two. */
const MAX_ROWS_READ = 32_000;
const MAX_BYTES_READ = 16 * 2 ** 20;
const SOFT_LIMIT = 0.75;
/** Fewer rows than this cannot be split usefully. */
const MIN_ROWS_TO_SPLIT = 3;

/** Throws InvalidCursorError. */
export function readPage(
  reads: Reads,
  component: string,
  request: QueryPageJson,
  cursorSecret: Buffer,
): QueryPageResult {
  const { source, operators } = request.query;
  const codec = new CursorCodec(cursorSecret, [
    component,
    JSON.stringify({ source, operators }),
  ]);
  const start = decodeOptional(codec, request.cursor);
  const end = decodeOptional(codec, request.endCursor);
  if (start?.kind === "end") return emptyPage(codec, start);
  if (end?.kind === "start") return emptyPage(codec, end);
  const window: Window = {
    ...(start?.kind === "after" && { after: start.key }),
    ...(end?.kind === "after" && { upTo: end.key }),
  };
  const stream = new QueryStream(reads, component, request.query, window);
  try {
    const rows = new PageReader(stream, request, end !== null);
    const stop = rows.read();
    const reached = reachedPosition(stop, end, rows.lastKey, start);
    return {
      page: rows.page,
      isDone: reached.kind === "end",
      continueCursor: codec.encode(reached),
      ...splitAdvice(codec, rows, stop),
    };
  } finally {
    stream.close();
  }
}

type Stop = "exhausted" | "pageFull" | "overLimit";

class PageReader {
  readonly page: Document[] = [];
  /** The position of every row read, skipped ones included. */
  readonly keys: string[] = [];
  readonly maxRows: number;
  readonly maxBytes: number;
  readonly #stream: QueryStream;
  readonly #pageSize: number;

  /** With an end cursor the whole interval is read, whatever its size. */
  constructor(stream: QueryStream, request: QueryPageJson, hasEnd: boolean) {
    this.#stream = stream;
    this.#pageSize = hasEnd ? Infinity : request.pageSize;
    this.maxRows = hasEnd ? Infinity : (request.maximumRowsRead ?? Infinity);
    this.maxBytes = hasEnd ? Infinity : (request.maximumBytesRead ?? Infinity);
  }

  get bytesRead(): number {
    return this.#stream.bytesRead;
  }

  get lastKey(): string | undefined {
    return this.keys.at(-1);
  }

  read(): Stop {
    while (this.page.length < this.#pageSize) {
      if (
        this.keys.length >= this.maxRows ||
        this.#stream.bytesRead >= this.maxBytes
      ) {
        return "overLimit";
      }
      const row = this.#pull();
      if (row === "done") return "exhausted";
      if (row === "overLimit") return row;
      const position = this.#stream.position;
      if (position !== null) this.keys.push(position);
      if (row !== "skipped") this.page.push(row);
    }
    return "pageFull";
  }

  /** A page that made progress ends at the transaction's limit, without error. */
  #pull(): Document | "skipped" | "done" | "overLimit" {
    try {
      return this.#stream.pull();
    } catch (error) {
      if (error instanceof TransactionLimitError && this.keys.length > 0) {
        return "overLimit";
      }
      throw error;
    }
  }
}

function reachedPosition(
  stop: Stop,
  end: Position | null,
  lastKey: string | undefined,
  start: Position | null,
): Position {
  if (stop === "exhausted") return end ?? { kind: "end" };
  if (lastKey !== undefined) return { kind: "after", key: lastKey };
  return start ?? { kind: "start" };
}

function splitAdvice(
  codec: CursorCodec,
  rows: PageReader,
  stop: Stop,
): Pick<QueryPageResult, "splitCursor" | "pageStatus"> {
  const nearLimit =
    rows.keys.length > SOFT_LIMIT * Math.min(rows.maxRows, MAX_ROWS_READ) ||
    rows.bytesRead > SOFT_LIMIT * Math.min(rows.maxBytes, MAX_BYTES_READ);
  const middle = rows.keys[Math.floor(rows.keys.length / 2)];
  const canSplit =
    rows.keys.length >= MIN_ROWS_TO_SPLIT && middle !== undefined;
  return {
    pageStatus:
      stop === "overLimit"
        ? "SplitRequired"
        : nearLimit
          ? "SplitRecommended"
          : null,
    splitCursor: canSplit ? codec.encode({ kind: "after", key: middle }) : null,
  };
}

function decodeOptional(
  codec: CursorCodec,
  cursor: string | null | undefined,
): Position | null {
  return cursor === null || cursor === undefined ? null : codec.decode(cursor);
}

function emptyPage(codec: CursorCodec, at: Position): QueryPageResult {
  return {
    page: [],
    isDone: at.kind === "end",
    continueCursor: codec.encode(at),
    splitCursor: null,
    pageStatus: null,
  };
}
