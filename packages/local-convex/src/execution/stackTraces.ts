/** Stack traces in terms of the app's own files. */
import { SourceMap, type SourceMapPayload } from "node:module";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { FrameMapper } from "../errors";
import type { ModuleSource } from "./loader";
import type { Script } from "./realm/scripts";

/** `at name (place:line:column)`, the name and brackets optional. */
const FRAME = /^\s*at (?:(.+?) \()?([^()]+):(\d+):(\d+)\)?$/;

/** Production shows no more frames than this. */
const MAX_FRAMES = 10;

/** Counted from one. */
interface Place {
  file: string;
  line: number;
  column: number;
}

/** The way from a script back to what a person wrote, in one or two maps. */
interface Origin {
  /** Where the module's own file would be. */
  file: string;
  script: string;
  module: string | undefined;
}

/** The files of one evaluation of a push, and what they were made of. */
export class Frames {
  readonly #directory: string;
  readonly #origins = new Map<string, Origin>();

  /** @param directory holds the files of the evaluation */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * What a script is to call itself: guest code can read it, so that it says
   * nothing of the machine.
   * @param file where the module's own file would be
   */
  add(file: string, module: ModuleSource, script: Script): string {
    const name = `convex:${relative(this.#directory, file)}`;
    const { sourceMap } = module;
    this.#origins.set(name, { file, script: script.map, module: sourceMap });
    return name;
  }

  /** Keeps the frames of files inside the folder. */
  readonly map: FrameMapper = (stack) =>
    stack
      .split("\n")
      .map((line) => this.#shorten(line))
      .filter((frame) => frame !== null)
      .slice(0, MAX_FRAMES);

  #shorten(line: string): string | null {
    const [, name, place, row, column] = FRAME.exec(line) ?? [];
    if (place === undefined) {
      return null;
    }
    const file = place.startsWith("file://") ? fileURLToPath(place) : place;
    const from = this.#original({
      ...{ file, line: Number(row), column: Number(column) },
    });
    const path = isAbsolute(from.file)
      ? relative(this.#directory, from.file)
      : "..";
    if (path.startsWith("..")) {
      return null;
    }
    // On disk it is <mount>/...; callers know what comes after.
    const shown = ["..", ...path.split(sep).slice(1)].join("/");
    const at = `${shown}:${from.line}:${from.column}`;
    return name === undefined ? `at ${at}` : `at ${name} (${at})`;
  }

  /** Node maps the modules that it loads itself. */
  #original(place: Place): Place {
    const origin = this.#origins.get(place.file);
    if (origin === undefined) {
      return place;
    }
    const { file } = origin;
    const module = { ...mapped(place, origin.script), file };
    return origin.module === undefined ? module : mapped(module, origin.module);
  }
}

/** What esbuild wrote is not checked again. */
const sourceMap = z.custom<SourceMapPayload>();

/** The place itself where the map says nothing of it. */
function mapped(place: Place, map: string): Place {
  const found = new SourceMap(sourceMap.parse(JSON.parse(map))).findEntry(
    place.line - 1,
    place.column - 1,
  );
  if (!("originalSource" in found)) {
    return place;
  }
  return {
    file: join(dirname(place.file), found.originalSource),
    line: found.originalLine + 1,
    column: found.originalColumn + 1,
  };
}
