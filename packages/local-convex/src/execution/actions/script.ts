/**
 * The code of the thread of actions as one file: bundled by esbuild when it is
 * not there, and kept under a hash of what it is made from.
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadEsbuild, whileCompiling } from "../realm/scripts";

const ENTRY = fileURLToPath(new URL("../worker/main.ts", import.meta.url));
const ORIGINALS = fileURLToPath(
  new URL("../realm/originals.js", import.meta.url),
);
/** All that the thread's code may import, besides Node's own. */
export const WORKER_INPUTS = [
  fileURLToPath(new URL("..", import.meta.url)),
  fileURLToPath(new URL("../../host/hostGlobals.ts", import.meta.url)),
] as const;

/** @param directory where it is kept, made when it is not there */
export async function workerScript(directory: string): Promise<string> {
  const file = join(directory, `actions-${await hashInputs()}.mjs`);
  if (await exists(file)) {
    return file;
  }
  return whileCompiling(async () => {
    const { build } = await loadEsbuild();
    await mkdir(directory, { recursive: true });
    const unfinished = `${file}.${randomBytes(4).toString("hex")}`;
    await build({
      entryPoints: [ENTRY],
      outfile: unfinished,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20.19",
      define: {
        ORIGINALS_SOURCE: JSON.stringify(await readFile(ORIGINALS, "utf8")),
      },
      logLevel: "silent",
    });
    await rename(unfinished, file);
    return file;
  });
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function hashInputs(): Promise<string> {
  const files: string[] = [];
  for (const input of WORKER_INPUTS) {
    files.push(...(await listFiles(input)));
  }
  const hash = createHash("sha256");
  for (const file of files.sort()) {
    hash.update(file).update(await readFile(file));
  }
  return hash.digest("hex").slice(0, 32);
}

async function listFiles(path: string): Promise<string[]> {
  if (path.endsWith(".ts")) {
    return [path];
  }
  const names = await readdir(path, { recursive: true });
  return names
    .filter((name) => /\.[jt]s$/.test(name))
    .map((name) => join(path, name));
}
