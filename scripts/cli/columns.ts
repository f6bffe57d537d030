/** Tables for a terminal: aligned by what characters take up, cut to fit. */
import stringWidth from "string-width";
import { isolateBidi } from "../../src/lib/text/bidi";

export interface Column {
  title: string;
  /** Numbers stand right. */
  align?: "right";
  /** Takes what the others leave and is cut to it; one column at most. */
  isFlexible?: boolean;
}

const GAP = "  ";
const ELLIPSIS = "…";
/** A column of words is never cut to less. */
const MIN_FLEXIBLE = 16;

/** Right-to-left scripts, and the controls that turn text around (UAX #9). */
const TURNS_AROUND =
  /[\u0590-\u08ff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * The text in one line and without what a terminal would obey: whoever writes
 * to us chooses their name.
 */
export const toLine = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();

/** The text in at most `width` columns, whole characters only. */
export function cutToWidth(text: string, width: number): string {
  if (stringWidth(text) <= width) {
    return text;
  }
  let kept = "";
  let used = stringWidth(ELLIPSIS);
  for (const { segment } of graphemes.segment(text)) {
    used += stringWidth(segment);
    if (used > width) {
      break;
    }
    kept += segment;
  }
  return `${kept.trimEnd()}${ELLIPSIS}`;
}

function pad(text: string, width: number, align: Column["align"]): string {
  const space = " ".repeat(Math.max(0, width - stringWidth(text)));
  // It must not pull the next column over to its side.
  const cell = TURNS_AROUND.test(text) ? isolateBidi(text) : text;
  return align === "right" ? space + cell : cell + space;
}

/**
 * A heading and a line for each row.
 *
 * @param width columns of the terminal
 */
export function formatColumns(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const table = [columns.map(({ title }) => title), ...rows.map(cleanRow)];
  const natural = columns.map((_column, at) =>
    Math.max(...table.map((row) => stringWidth(row[at] ?? ""))),
  );
  const taken = columns.reduce(
    (sum, { isFlexible }, at) =>
      sum + (isFlexible === true ? 0 : (natural[at] ?? 0)) + GAP.length,
    -GAP.length,
  );
  const widths = columns.map(({ isFlexible }, at) =>
    isFlexible === true
      ? Math.min(natural[at] ?? 0, Math.max(MIN_FLEXIBLE, width - taken))
      : (natural[at] ?? 0),
  );
  return table
    .map((row) =>
      columns
        .map(({ align }, at) => {
          const columnWidth = widths[at] ?? 0;
          const cell = cutToWidth(row[at] ?? "", columnWidth);
          return pad(cell, columnWidth, align);
        })
        .join(GAP)
        .trimEnd(),
    )
    .join("\n");
}

const cleanRow = (row: readonly string[]): string[] => row.map(toLine);
