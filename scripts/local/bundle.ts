/**
 * The production bundle of convex/, made by the official CLI without a network:
 * the very request that a deployment would receive, kept under a hash of what it
 * was made from so that the next start is fast.
 */
import { access, mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { runTool } from "../checks/processes";
import { CACHE, hashInputs } from "../bootstrap/inputs.mjs";

/** Everything that the bundle is made from, besides this file's own flags. */
const INPUTS = ["convex", "src/lib", "convex.json", "package-lock.json"];

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
  const file = path.join(CACHE, `push-${hashInputs(INPUTS)}.json`);
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
