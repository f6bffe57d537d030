/** The command line as one file, so that a test's servers start fast. */
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

export const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

/** Of the code in a folder. */
export function fingerprintOf(folder: string): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder, { recursive: true }).sort()) {
    const path = join(folder, String(name));
    if (/\.c?[jt]s$/.test(path)) {
      hash.update(path).update(readFileSync(path));
    }
  }
  return hash.digest("hex").slice(0, 16);
}

/** Where packages are found from, and nobody looks. */
const CACHE = join(PACKAGE, "node_modules", ".cache", "local-convex");

/** Its parts know where they lie, also when they lie in another file. */
const ownPlace: Plugin = {
  name: "own place",
  setup(plugin) {
    plugin.onLoad({ filter: /src\/.*\.ts$/ }, ({ path }) => {
      const { href } = pathToFileURL(path);
      const contents = readFileSync(path, "utf8").replaceAll(
        "import.meta.url",
        JSON.stringify(href),
      );
      return { contents, loader: "ts" };
    });
  },
};

/** `cli.ts` as one file; made once per state of the sources. */
export async function compiledCli(): Promise<string> {
  const source = join(PACKAGE, "src");
  const folder = join(CACHE, fingerprintOf(source));
  const file = join(folder, "cli.mjs");
  if (existsSync(file)) {
    return file;
  }
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, `${process.pid}.mjs`);
  await build({
    entryPoints: [join(source, "cli.ts")],
    outfile: draft,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    plugins: [ownPlace],
    sourcemap: "inline",
  });
  renameSync(draft, file);
  return file;
}
