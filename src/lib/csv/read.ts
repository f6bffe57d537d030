/**
 * Reads CSV (RFC 4180) that comes in chunks: any line end, quoted line breaks,
 * and quotes inside unquoted cells as they stand. A quote that is opened and not
 * closed properly costs its own line and nothing behind it; papaparse, as most
 * readers, takes the rest of the file for one cell. Linear in the text.
 */

export const DELIMITERS = [",", ";", "\t"] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/**
 * Longest record, in UTF-16 units. People's data has some hundred; a quoted cell
 * that goes on for longer was never closed.
 */
export const MAX_RECORD_UNITS = 32 * 1024;
/** Cells of one record; spreadsheets of people have tens. */
export const MAX_CELLS = 256;
/** What is shown of a line that cannot be read. */
const SHOWN_UNITS = 200;

export const RECORD_PROBLEMS = [
  "broken_quotes",
  "line_too_long",
  "too_many_cells",
] as const;
export type RecordProblem = (typeof RECORD_PROBLEMS)[number];

export interface CsvRecord {
  /** The line it begins on, from 1. */
  line: number;
  /** Of a record that cannot be read: the beginning of its line. */
  cells: string[];
  problem?: RecordProblem;
}

export interface ReadChunk {
  /** Without blank ones. */
  records: CsvRecord[];
  /** The beginning of the next chunk: it may go on there. */
  rest: string;
  /** The line on which `rest` begins. */
  line: number;
}

export interface ReadOptions {
  delimiter: string;
  /** Nothing follows. */
  isLast: boolean;
  /** Most records to read; what is behind them is in `rest`. */
  maxRecords?: number;
}

/** Where the reader stands in a text. */
interface Cursor {
  text: string;
  delimiter: string;
  isLast: boolean;
}

type Cell =
  | { kind: "cell"; value: string; end: number }
  | { kind: "incomplete" }
  | { kind: "broken" };

type Row =
  | { kind: "row"; cells: string[]; end: number }
  | { kind: "incomplete" }
  | { kind: "broken" };

/**
 * The records of a chunk: the rest of the one before it with what follows.
 *
 * @param line the line on which the chunk begins, from 1
 */
export function readRecords(
  text: string,
  line: number,
  { delimiter, isLast, maxRecords = Infinity }: ReadOptions,
): ReadChunk {
  const cursor: Cursor = { text, delimiter, isLast };
  const records: CsvRecord[] = [];
  let start = 0;
  let at = line;
  while (start < text.length && records.length < maxRecords) {
    const row = readRow(cursor, start);
    const isReadable =
      row.kind === "row" && row.end - start <= MAX_RECORD_UNITS;
    const end = isReadable ? row.end : endOfLine(cursor, start);
    const mayGoOn = row.kind === "incomplete" || end === null;
    if (mayGoOn && text.length - start <= MAX_RECORD_UNITS) {
      break;
    }
    const next = end ?? text.length;
    const record = isReadable
      ? toRecord(at, row.cells)
      : toProblem(at, text.slice(start, next), row.kind);
    if (record !== null) {
      records.push(record);
    }
    at += countLines(text, start, next);
    start = next;
  }
  return { records, rest: text.slice(start), line: at };
}

function toRecord(line: number, cells: string[]): CsvRecord | null {
  if (cells.every((cell) => cell.trim() === "")) {
    return null;
  }
  return cells.length > MAX_CELLS
    ? { line, cells: cells.slice(0, 1), problem: "too_many_cells" }
    : { line, cells };
}

function toProblem(line: number, text: string, kind: Row["kind"]): CsvRecord {
  const isTooLong = kind === "row" || text.length > MAX_RECORD_UNITS;
  return {
    line,
    cells: [text.slice(0, SHOWN_UNITS).trimEnd()],
    problem: isTooLong ? "line_too_long" : "broken_quotes",
  };
}

function readRow(cursor: Cursor, start: number): Row {
  const { text, delimiter, isLast } = cursor;
  const limit = start + MAX_RECORD_UNITS;
  const cells: string[] = [];
  let at = start;
  for (;;) {
    const cell =
      text[at] === '"' ? readQuoted(cursor, at, limit) : readPlain(cursor, at);
    if (cell.kind !== "cell") {
      return cell;
    }
    cells.push(cell.value);
    if (cell.end >= text.length) {
      return isLast
        ? { kind: "row", cells, end: text.length }
        : { kind: "incomplete" };
    }
    if (text[cell.end] !== delimiter) {
      const end = afterLineEnd(cursor, cell.end);
      return end === null
        ? { kind: "incomplete" }
        : { kind: "row", cells, end };
    }
    at = cell.end + 1;
  }
}

function readPlain({ text, delimiter }: Cursor, start: number): Cell {
  const end = endOfCell(text, start, delimiter);
  return { kind: "cell", value: text.slice(start, end), end };
}

/** The first delimiter or line end from `start` on, or the text's end. */
function endOfCell(text: string, start: number, delimiter: string): number {
  let end = start;
  while (
    end < text.length &&
    text[end] !== delimiter &&
    text[end] !== "\n" &&
    text[end] !== "\r"
  ) {
    end += 1;
  }
  return end;
}

/** A closing quote is followed by the cell's end, with spaces between at most. */
function readQuoted(cursor: Cursor, start: number, limit: number): Cell {
  const { text, delimiter, isLast } = cursor;
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1 || quote > limit) {
      return { kind: isLast || quote > limit ? "broken" : "incomplete" };
    }
    if (text[quote + 1] === '"') {
      from = quote + 2;
      continue;
    }
    let end = quote + 1;
    while (text[end] === " ") {
      end += 1;
    }
    if (end >= text.length && !isLast) {
      return { kind: "incomplete" };
    }
    const isEnd =
      end >= text.length ||
      text[end] === delimiter ||
      text[end] === "\n" ||
      text[end] === "\r";
    return isEnd
      ? {
          kind: "cell",
          value: text.slice(start + 1, quote).replaceAll('""', '"'),
          end,
        }
      : { kind: "broken" };
  }
}

/** Behind the line end at `at`; null when a "\n" may follow in the next chunk. */
function afterLineEnd({ text, isLast }: Cursor, at: number): number | null {
  if (text[at] === "\n") {
    return at + 1;
  }
  if (at + 1 >= text.length) {
    return isLast ? at + 1 : null;
  }
  return text[at + 1] === "\n" ? at + 2 : at + 1;
}

/** Behind the end of the line that `start` is on; null when it may go on. */
function endOfLine(cursor: Cursor, start: number): number | null {
  const { text, isLast } = cursor;
  const end = endOfCell(text, start, "\n");
  if (end < text.length) {
    return afterLineEnd(cursor, end);
  }
  return isLast ? end : null;
}

function countLines(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = start; at < end; at += 1) {
    const isBreak =
      text[at] === "\n" || (text[at] === "\r" && text[at + 1] !== "\n");
    lines += isBreak ? 1 : 0;
  }
  return lines;
}
