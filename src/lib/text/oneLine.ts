/** What a person typed into a field of one line. */
import { makeSafe } from "./makeSafe";

/** Line ends, tabs and other controls; runs of spaces. */
const GAPS = /[\s\p{Cc}]+/gu;

/**
 * The text in composed form on one line, with single spaces and none around it;
 * null when nothing is left or more than `max` characters (code points) are.
 */
export function oneLine(text: string, max: number): string | null {
  const line = makeSafe(text).normalize("NFC").replace(GAPS, " ").trim();
  return line === "" || [...line].length > max ? null : line;
}
