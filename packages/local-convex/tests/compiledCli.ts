/** The command line as one file, so that a test's servers start fast. */
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
} from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

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

/** What its parts load from their own folders. */
const READ_BESIDE = [
  "execution/nativeImport.cjs",
  "execution/realm/prelude.js",
];

/** `cli.ts` as one file; made once per state of the sources. */
export function compiledCli(): string {
  const source = join(PACKAGE, "src");
  const folder = join(CACHE, fingerprintOf(source));
  const file = join(folder, "cli.mjs");
  if (existsSync(file)) {
    return file;
  }
  mkdirSync(folder, { recursive: true });
  for (const path of READ_BESIDE) {
    cpSync(join(source, path), join(folder, basename(path)));
  }
  const draft = join(folder, `${process.pid}.mjs`);
  buildSync({
    entryPoints: [join(source, "cli.ts")],
    outfile: draft,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    sourcemap: "inline",
  });
  renameSync(draft, file);
  return file;
}
