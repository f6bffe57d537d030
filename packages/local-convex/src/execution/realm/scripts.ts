/**
 * Turns the ES modules of a push into scripts that a realm can run, once for
 * each push: the results are kept in a folder, by hash.
 */
import { createHash, randomBytes } from "node:crypto";
import {
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import type { build, stop, transform } from "esbuild";
import { z } from "zod";
import { DeveloperError, messageOf } from "../../errors";
import { Date } from "../../host/hostGlobals";
import type { ModuleSource } from "../loader";

const scriptSchema = z.object({
  /** The body of a function of `exports`, `require` and `module`. */
  code: z.string(),
  /** A source map from it to the module's text. */
  map: z.string(),
});
export type Script = z.infer<typeof scriptSchema>;
const keptSchema = z.array(scriptSchema);

export interface CompiledModule {
  module: ModuleSource;
  script: Script;
}

/** Sets of modules, of which an app has about three a component. */
const MAX_KEPT = 512;

/** What is kept is of this form; another has another hash. */
const FORM = "esbuild 0.27, cjs 1\n";

/** Modules as scripts; of each set of modules the work is done once. */
export class ScriptCache {
  readonly #directory: string;

  /** @param directory made when something is first kept in it */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * The modules with their scripts.
   * @throws DeveloperError for a module that is no JavaScript, or awaits at its top.
   */
  async compile(
    modules: readonly ModuleSource[],
  ): Promise<readonly CompiledModule[]> {
    const scripts = await this.#scripts(modules);
    return modules.flatMap((module, index) => {
      const script = scripts[index];
      return script === undefined ? [] : [{ module, script }];
    });
  }

  async #scripts(modules: readonly ModuleSource[]): Promise<Script[]> {
    const hash = createHash("sha256").update(FORM);
    hash.update(JSON.stringify(modules.map(({ source }) => source)));
    const file = join(this.#directory, `${hash.digest("hex")}.json`);
    const kept = await readKept(file);
    if (kept !== null) {
      const now = new Date();
      await utimes(file, now, now).catch(() => undefined);
      return kept;
    }
    const { transform } = await loadEsbuild();
    const scripts = await Promise.all(
      modules.map((module) => toScript(transform, module)),
    );
    await mkdir(this.#directory, { recursive: true });
    const unfinished = `${file}.${randomBytes(4).toString("hex")}`;
    await writeFile(unfinished, JSON.stringify(scripts));
    await rename(unfinished, file);
    await this.#forgetOldest();
    return scripts;
  }

  /** Those of pushes that nobody has loaded for the longest time. */
  async #forgetOldest(): Promise<void> {
    const names = await readdir(this.#directory);
    if (names.length <= MAX_KEPT) {
      return;
    }
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#directory, name);
        // Another process may be removing it.
        const usedMs = await stat(path).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        );
        return { path, usedMs };
      }),
    );
    files.sort((left, right) => right.usedMs - left.usedMs);
    await Promise.all(
      files.slice(MAX_KEPT).map(({ path }) => rm(path, { force: true })),
    );
  }
}

/** Null for what is not kept, or no longer whole. */
async function readKept(file: string): Promise<Script[] | null> {
  try {
    return keptSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return null;
  }
}

interface Esbuild {
  build: typeof build;
  transform: typeof transform;
  stop: typeof stop;
}

let esbuild: Esbuild | null = null;
let esbuildUsers = 0;

/** Loaded when something has to be compiled, inside of `whileCompiling`. */
export async function loadEsbuild(): Promise<Esbuild> {
  return (esbuild ??= await import("esbuild"));
}

/**
 * What compiles is to be called inside: esbuild's process goes on until nobody
 * is, and would else wait beside this one for the next push.
 */
export async function whileCompiling<T>(body: () => Promise<T>): Promise<T> {
  esbuildUsers += 1;
  try {
    return await body();
  } finally {
    esbuildUsers -= 1;
    if (esbuildUsers === 0 && esbuild !== null) {
      const { stop } = esbuild;
      esbuild = null;
      await stop();
    }
  }
}

async function toScript(
  transform: Esbuild["transform"],
  { path, source }: ModuleSource,
): Promise<Script> {
  try {
    const { code, map } = await transform(source, {
      loader: "js",
      format: "cjs",
      target: "esnext",
      // A script has no loader of modules.
      supported: { "dynamic-import": false },
      sourcemap: "external",
      sourcefile: path,
      sourcesContent: false,
      logLevel: "silent",
    });
    return { code, map };
  } catch (error) {
    throw new DeveloperError(`${path}: ${messageOf(error)}`);
  }
}

/** A module of the host's own with the packages that it imports. */
export async function bundlePackages(
  source: string,
  nodeModules: string,
): Promise<string> {
  const { build } = await loadEsbuild();
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: dirname(nodeModules), loader: "js" },
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    write: false,
    logLevel: "silent",
  });
  return outputFiles.map(({ text }) => text).join("");
}
