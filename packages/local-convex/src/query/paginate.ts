/** One page of a query: cursors, row and byte caps, advice to split. */
import { TransactionLimitError } from "../overlay/budget";
import type { Document } from "../overlay/document";
import type { QueryPageJson, QueryPageResult } from "../overlay/types";
import { CursorCodec, type Position } from "./cursor";
import type { Reads } from "./reads";
import type { Window } from "./rows";
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
  if (start?.kind === "end") {
    return emptyPage(codec, start);
  }
  if (end?.kind === "start") {
    return emptyPage(codec, end);
  }
  const window: Window = {
    ...(start?.kind === "after" && { after: start.key }),
    ...(end?.kind === "after" && { upTo: end.key }),
  };
  // Up to an end cursor everything is read, whatever its size.
  const caps: Caps = end === null ? request : { pageSize: Infinity };
  const stream = new QueryStream(reads, component, request.query, window);
  try {
    const { page, keys, stop } = readRows(stream, caps);
    const reached = reachedPosition(stop, end, keys.at(-1), start);
    const middle = keys[Math.floor(keys.length / 2)];
    const canSplit = keys.length >= MIN_ROWS_TO_SPLIT && middle !== undefined;
    return {
      page,
      isDone: reached.kind === "end",
      continueCursor: codec.encode(reached),
      splitCursor: canSplit
        ? codec.encode({ kind: "after", key: middle })
        : null,
      pageStatus:
        stop === "overLimit"
          ? "SplitRequired"
          : isNearLimit(caps, keys.length, stream.bytesRead)
            ? "SplitRecommended"
            : null,
    };
  } finally {
    stream.close();
  }
}

type Caps = Pick<
  QueryPageJson,
  "pageSize" | "maximumRowsRead" | "maximumBytesRead"
>;

type Stop = "exhausted" | "pageFull" | "overLimit";

interface Rows {
  page: Document[];
  /** The position of every row read, skipped ones included. */
  keys: string[];
  stop: Stop;
}

function readRows(stream: QueryStream, caps: Caps): Rows {
  const page: Document[] = [];
  const keys: string[] = [];
  const maxRows = caps.maximumRowsRead ?? Infinity;
  const maxBytes = caps.maximumBytesRead ?? Infinity;
  while (page.length < caps.pageSize) {
    const isOver = keys.length >= maxRows || stream.bytesRead >= maxBytes;
    const row = isOver ? "overLimit" : pull(stream, keys.length > 0);
    if (row === "overLimit") {
      return { page, keys, stop: row };
    }
    if (row === "done") {
      return { page, keys, stop: "exhausted" };
    }
    if (stream.position !== null) {
      keys.push(stream.position);
    }
    if (row !== "skipped") {
      page.push(row);
    }
  }
  return { page, keys, stop: "pageFull" };
}

/** A page that made progress ends at the transaction's limit, without error. */
function pull(stream: QueryStream, hasProgress: boolean) {
  try {
    return stream.pull();
  } catch (error) {
    if (hasProgress && error instanceof TransactionLimitError) {
      return "overLimit";
    }
    throw error;
  }
}

function reachedPosition(
  stop: Stop,
  end: Position | null,
  lastKey: string | undefined,
  start: Position | null,
): Position {
  if (stop === "exhausted") {
    return end ?? { kind: "end" };
  }
  if (lastKey !== undefined) {
    return { kind: "after", key: lastKey };
  }
  return start ?? { kind: "start" };
}

function isNearLimit(caps: Caps, rows: number, bytes: number): boolean {
  const maxRows = Math.min(caps.maximumRowsRead ?? Infinity, MAX_ROWS_READ);
  const maxBytes = Math.min(caps.maximumBytesRead ?? Infinity, MAX_BYTES_READ);
  return rows > SOFT_LIMIT * maxRows || bytes > SOFT_LIMIT * maxBytes;
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
