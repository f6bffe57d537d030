/** The built page, kept under a hash of what it was made from. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import { runTool } from "../checks/processes";
import { keepMade } from "../bootstrap/kept.mjs";

/** Everything that the page is made from. */
const INPUTS = ["web", "src/lib", "convex/_generated", "package-lock.json"];
/** What gets smaller; fonts are compressed already. */
const COMPRESSIBLE = /\.(?:js|css|html|svg)$/;

export class PageBuildError extends Error {
  override name = "PageBuildError";
}

/** Lays a `.br` and a `.gz` beside each file that gets smaller by it. */
async function compressFiles(folder: string): Promise<void> {
  const entries = await readdir(folder, {
    withFileTypes: true,
    recursive: true,
  });
  const files = entries
    .filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
  await Promise.all(
    files.map(async (file) => {
      const content = await readFile(file);
      await writeFile(`${file}.gz`, await promisify(gzip)(content));
      await writeFile(`${file}.br`, await promisify(brotliCompress)(content));
    }),
  );
}

/**
 * Builds the page into a folder without looking at what is kept.
 *
 * @throws PageBuildError with the builder's words when it does not build.
 */
export async function buildPage(target: string): Promise<void> {
  const { code, output } = await runTool(
    "vite",
    [
      "build",
      "--config=web/vite.config.ts",
      `--outDir=${target}`,
      "--emptyOutDir",
    ],
    // Whoever starts it: React's development build is another page.
    { env: { NODE_ENV: "production" } },
  );
  if (code !== 0) {
    throw new PageBuildError(`web/ does not build:\n${output}`);
  }
  await compressFiles(target);
}

/**
 * The folder of the page as it is now, built if there is none yet.
 *
 * @throws PageBuildError as {@link buildPage}.
 */
export async function preparePage(): Promise<string> {
  const { target } = await keepMade(
    { kind: "page", inputs: INPUTS },
    buildPage,
  );
  return target;
}
