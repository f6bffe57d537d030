/**
 * The production bundle of convex/, made by the official CLI without a network:
 * the very request that a deployment would receive, kept under a hash of what it
 * was made from so that the next start is fast.
 */
import { createHash } from "node:crypto";
import { access, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { ROOT, runTool } from "../checks/processes";

const CACHE = path.join(ROOT, "node_modules/.cache/kapso-crm");
/** Everything that the bundle is made from, besides this file's own flags. */
const INPUTS = ["convex", "src/lib", "convex.json", "package-lock.json"];

/** Regular files below a path of the repository, sorted; itself if it is one. */
async function listFiles(location: string): Promise<string[]> {
  const entries = await readdir(path.join(ROOT, location), {
    withFileTypes: true,
    recursive: true,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOTDIR") {
      return undefined;
    }
    throw error;
  });
  if (entries === undefined) {
    return [location];
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.relative(ROOT, path.join(entry.parentPath, entry.name)),
    )
    .sort();
}

async function hashInputs(): Promise<string> {
  const files = (await Promise.all(INPUTS.map(listFiles))).flat();
  const contents = await Promise.all(
    files.map((file) => readFile(path.join(ROOT, file))),
  );
  const hash = createHash("sha256");
  files.forEach((file, index) => {
    const content = contents[index] ?? "";
    hash.update(`${file}\0${content.length}\0`).update(content);
  });
  return hash.digest("hex").slice(0, 32);
}

export class BundleError extends Error {
  override name = "BundleError";
}

/**
 * Bundles without looking at what is kept.
 *
 * @param target the file to write
 * @throws BundleError with the CLI's words when the functions do not bundle.
 */
export async function writeBundle(target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  // The CLI adds ".json" itself.
  const draft = `${target}.${process.pid}`;
  const { code, output } = await runTool("convex", [
    "deploy",
    "--write-push-request",
    draft,
    "--push-all-modules",
    "--typecheck=disable",
    "--codegen=disable",
    "--url=http://127.0.0.1:1",
    "--admin-key=unused",
    "--yes",
  ]);
  const isWritten = await access(`${draft}.json`).then(
    () => true,
    () => false,
  );
  if (code !== 0 || !isWritten) {
    throw new BundleError(`convex/ does not bundle:\n${output}`);
  }
  await rename(`${draft}.json`, target);
}

/**
 * The bundle of the functions as they are now, made if there is none yet.
 *
 * @returns the file, and whether it had to be made
 * @throws BundleError as {@link writeBundle}
 */
export async function prepareBundle(): Promise<{
  file: string;
  isNew: boolean;
}> {
  const file = path.join(CACHE, `push-${await hashInputs()}.json`);
  const isKept = await access(file).then(
    () => true,
    () => false,
  );
  if (isKept) {
    return { file, isNew: false };
  }
  await mkdir(CACHE, { recursive: true });
  const older = await readdir(CACHE);
  await writeBundle(file);
  await Promise.all(
    older
      .filter((name) => /^push-.*\.json$/.test(name))
      .map((name) => rm(path.join(CACHE, name), { force: true })),
  );
  return { file, isNew: true };
}
