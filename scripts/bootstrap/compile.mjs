/**
 * Makes one JavaScript file of a TypeScript script and all that it imports, kept
 * under a hash of what it was made from: a process that loads it starts in a
 * fraction of the time that translating and finding each file takes.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { CACHE, hashInputs, ROOT } from "./inputs.mjs";

/** Everything that a script is made from. */
const INPUTS = [
  "scripts",
  "src/lib",
  "convex/_generated",
  "packages/local-convex/src",
  "package.json",
  "package-lock.json",
];
/** What loads files of its own beside its code. */
const EXTERNAL = ["lmdb", "playwright-core"];
const NODE = "node20.19";
/** Packages written for CommonJS ask for Node's modules by this name. */
const REQUIRE =
  'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);';

/**
 * Our files know where they lie, also when they lie in another one.
 *
 * @type {import("esbuild").Plugin}
 */
const ownPlace = {
  name: "own place",
  setup(build) {
    build.onLoad({ filter: /\.m?[jt]s$/ }, ({ path: file }) => {
      if (path.relative(ROOT, file).startsWith("node_modules")) {
        return undefined;
      }
      const contents = readFileSync(file, "utf8")
        .replaceAll("import.meta.dirname", JSON.stringify(path.dirname(file)))
        .replaceAll(
          "import.meta.url",
          JSON.stringify(pathToFileURL(file).href),
        );
      return { contents, loader: "default" };
    });
  },
};

/**
 * @param {string} script relative to the repository
 * @param {string} target
 */
async function compile(script, target) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [script],
    outfile: target,
    write: false,
    bundle: true,
    platform: "node",
    format: "esm",
    target: NODE,
    external: EXTERNAL,
    banner: { js: REQUIRE },
    plugins: [ownPlace],
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "silent",
  });
  mkdirSync(path.dirname(target), { recursive: true });
  // The map first: whoever finds the script finds it whole.
  for (const { path: file, contents } of outputFiles.reverse()) {
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, contents);
    renameSync(draft, file);
  }
}

/**
 * The script as it is now in JavaScript, made if there is none yet.
 *
 * @param {string} script relative to the repository
 * @returns {Promise<string>} a file to import
 * @throws Error with esbuild's words when it does not compile.
 */
export async function prepareScript(script) {
  const folder = `scripts-${hashInputs(INPUTS)}`;
  const target = path.join(CACHE, folder, script.replace(/\.ts$/, ".mjs"));
  if (existsSync(target)) {
    return target;
  }
  await compile(script, target);
  for (const name of readdirSync(CACHE)) {
    if (name.startsWith("scripts-") && name !== folder) {
      rmSync(path.join(CACHE, name), { recursive: true, force: true });
    }
  }
  return target;
}
