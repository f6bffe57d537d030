/**
 * Puts the modules of a push on disk, for the threads of actions to import. Every
 * component mount gets files of its own, so its module state and its environment
 * are its own.
 */
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { ImportType, init, parse } from "es-module-lexer";
import { DeveloperError } from "../errors";
import type { Runtime } from "./guestFunctions";
import { moduleFile } from "./moduleFile";

/** One file of a bundle, as the CLI sends it. */
export interface ModuleSource {
  path: string;
  source: string;
  sourceMap?: string;
  environment: Runtime;
}

/** Names Node has and Convex's default runtime lacks. */
const NODE_ONLY_NAMES = [
  "Buffer",
  "global",
  "setImmediate",
  "clearImmediate",
  "queueMicrotask",
  "WebSocket",
  "navigator",
  "require",
  "module",
  "exports",
  "__dirname",
  "__filename",
];

/**
 * Goes before the first line of every default-runtime module, on that line so
 * that line numbers stay. The names cannot be removed from the process: Node's
 * own fetch needs some of them.
 */
const SHADOW_PREFIX = `var ${NODE_ONLY_NAMES.join()};`;

/** @throws DeveloperError when a default-runtime module imports what its runtime lacks. */
export async function checkModules(
  modules: readonly ModuleSource[],
): Promise<void> {
  await init;
  const isolated = modules.filter((m) => m.environment === "isolate");
  const paths = new Set(isolated.map(({ path }) => path));
  for (const module of isolated) {
    checkImports(module, paths);
  }
}

/**
 * Writes modules under `<directory>/isolate` and `<directory>/node`.
 * @throws DeveloperError when a default-runtime module imports what its runtime lacks.
 */
export async function writeModules(
  directory: string,
  modules: readonly ModuleSource[],
): Promise<void> {
  await checkModules(modules);
  const files = modules.map((module) => fileOf(directory, module));
  for (const folder of new Set(files.map((file) => dirname(file)))) {
    await mkdir(folder, { recursive: true });
  }
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "package.json"), '{"type":"module"}');
  await Promise.all(modules.map((module) => writeModule(directory, module)));
}

const fileOf = (directory: string, { path, environment }: ModuleSource) =>
  moduleFile(directory, environment, path);

/** Into a folder that is there. */
async function writeModule(
  directory: string,
  module: ModuleSource,
): Promise<void> {
  const file = fileOf(directory, module);
  const prefix = module.environment === "isolate" ? SHADOW_PREFIX : "";
  await writeFile(file, prefix + module.source);
  if (module.sourceMap !== undefined) {
    await writeFile(`${file}.map`, module.sourceMap);
  }
}

/** External packages of "use node" files resolve from the project's own folder. */
export async function linkNodeModules(
  directory: string,
  nodeModules: string,
): Promise<void> {
  await symlink(nodeModules, join(directory, "node_modules"), "dir");
}

/** The default runtime has no packages and no `node:*`: only what was bundled. */
function checkImports(
  module: ModuleSource,
  bundled: ReadonlySet<string>,
): void {
  const [imports] = parse(module.source);
  for (const { n: specifier, t: type } of imports) {
    if (type === ImportType.ImportMeta || specifier === undefined) {
      continue;
    }
    const target = posix.join(posix.dirname(module.path), specifier);
    if (specifier.startsWith(".") && bundled.has(target)) {
      continue;
    }
    throw new DeveloperError(
      `${module.path} imports "${specifier}", which is not bundled and does not exist in the default runtime. Move the code that needs it to a file that starts with "use node".`,
    );
  }
}

/** The source with other specifiers in its `import ... from`. */
export async function withImports(
  source: string,
  rewrite: (specifier: string) => string,
): Promise<string> {
  await init;
  const [imports] = parse(source);
  let rewritten = "";
  let position = 0;
  for (const { n: specifier, s: start, e: end, t: type } of imports) {
    if (specifier === undefined || type !== ImportType.Static) {
      continue;
    }
    rewritten += source.slice(position, start) + rewrite(specifier);
    position = end;
  }
  return rewritten + source.slice(position);
}
