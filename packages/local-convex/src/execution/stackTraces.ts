/** Stack traces in terms of the app's own files. */
import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { FrameMapper } from "../errors";

/** `at name (place:line:column)`, the name and brackets optional. */
const FRAME = /^\s*at (?:(.+?) \()?([^()]+):(\d+):(\d+)\)?$/;

/** Production shows no more frames than this. */
const MAX_FRAMES = 10;

/** Keeps the frames of files inside `directory`, the files of one evaluation. */
export function frameMapper(directory: string): FrameMapper {
  const shorten = (line: string): string | null => {
    const [, name, place, row, column] = FRAME.exec(line) ?? [];
    if (place === undefined) {
      return null;
    }
    const file = place.startsWith("file://") ? fileURLToPath(place) : place;
    const path = isAbsolute(file) ? relative(directory, file) : "..";
    if (path.startsWith("..")) {
      return null;
    }
    // On disk it is <mount>/...; callers know what comes after.
    const shown = ["..", ...path.split(sep).slice(1)].join("/");
    const at = `${shown}:${row}:${column}`;
    return name === undefined ? `at ${at}` : `at ${name} (${at})`;
  };
  return (stack) =>
    stack
      .split("\n")
      .map(shorten)
      .filter((frame) => frame !== null)
      .slice(0, MAX_FRAMES);
}
