/**
 * Makes one JavaScript file of a TypeScript script and all that it imports, kept
 * under a hash of what it was made from: a process that loads it starts in a
 * fraction of the time that translating and finding each file takes.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./inputs.mjs";
import { keepMade } from "./kept.mjs";

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
const EXTERNAL = ["esbuild", "lmdb", "playwright-core"];
const NODE = "node20.19";
const FILE = "script.mjs";
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
  await build({
    absWorkingDir: ROOT,
    entryPoints: [script],
    outfile: target,
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
}

/**
 * The script as it is now in JavaScript, made if there is none yet.
 *
 * @param {string} script relative to the repository
 * @returns {Promise<string>} a file to import
 * @throws Error with esbuild's words when it does not compile.
 */
export async function prepareScript(script) {
  const { name } = path.parse(script);
  const { target } = await keepMade(
    { kind: "script", inputs: INPUTS, suffix: `-${name}` },
    async (draft) => await compile(script, path.join(draft, FILE)),
  );
  return path.join(target, FILE);
}
