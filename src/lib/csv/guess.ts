/** What separates the cells of a file, from its first records. */
import { DELIMITERS, readRecords, type Delimiter } from "./read";

/** Enough to tell; a comma in the first names does not decide. */
const SAMPLE_RECORDS = 50;
/** UTF-16 units that hold so many records of people. */
export const SAMPLE_UNITS = 64 * 1024;

/** Excel's own first line, such as "sep=;": it says what follows. */
const SEPARATOR_LINE = /^sep=([,;\t])\r?\n/i;

/**
 * The delimiter under which most records have as many cells as the first one,
 * and more than one; the comma where none has.
 */
export function guessDelimiter(text: string): Delimiter {
  const said = separatorLineOf(text);
  if (said !== null) {
    return said.delimiter;
  }
  const sample = text.slice(0, SAMPLE_UNITS);
  let best: { delimiter: Delimiter; score: number } = {
    delimiter: ",",
    score: 0,
  };
  for (const delimiter of DELIMITERS) {
    const score = scoreOf(sample, delimiter);
    if (score > best.score) {
      best = { delimiter, score };
    }
  }
  return best.delimiter;
}

/** Excel's first line, and how long it is. */
export function separatorLineOf(
  text: string,
): { delimiter: Delimiter; length: number } | null {
  const found = SEPARATOR_LINE.exec(text);
  const delimiter = DELIMITERS.find((one) => one === found?.[1]);
  return found === null || delimiter === undefined
    ? null
    : { delimiter, length: found[0].length };
}

/** Cells beyond the first one, over the records that are as wide as the first. */
function scoreOf(sample: string, delimiter: Delimiter): number {
  const { records } = readRecords(sample, 1, { delimiter, isLast: true });
  const [first, ...others] = records.slice(0, SAMPLE_RECORDS);
  const width = first?.cells.length ?? 0;
  const alike = others.filter(
    ({ cells, problem }) => problem === undefined && cells.length === width,
  );
  return (width - 1) * (alike.length + 1);
}
