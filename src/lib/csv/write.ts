/**
 * Writes CSV that spreadsheets open as people expect: a byte order mark, so that
 * Excel reads UTF-8, CRLF, and no cell that is run as a formula.
 */

/** Excel takes a file without it for windows-1252. */
export const BYTE_ORDER_MARK = "\uFEFF";

/** What spreadsheets may run (owasp.org, "CSV Injection"), full-width too. */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * A sign and digits, as phones and negative numbers have: worth what it shows
 * even where it is taken for a formula, and with an apostrophe no other program
 * could read it.
 */
const SIGNED_NUMBER = /^[+-]\d{1,20}(?:\.\d{1,20})?$/;

const NEEDS_QUOTES = /[",\t\r\n]|^\s|\s$/;

/** The text as a cell that no spreadsheet runs: an apostrophe before formulas. */
export const withoutFormula = (text: string): string =>
  FORMULA_START.test(text) && !SIGNED_NUMBER.test(text) ? `'${text}` : text;

/** A text before {@link withoutFormula} got hold of it. */
export const withoutApostrophe = (text: string): string =>
  text.startsWith("'") && FORMULA_START.test(text.slice(1))
    ? text.slice(1)
    : text;

/** One line with its end. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map(toCell).join(",")}\r\n`;

function toCell(text: string): string {
  const cell = withoutFormula(text);
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
