/**
 * The production bundle of convex/, made by the official CLI without a network:
 * the very request that a deployment would receive, kept under a hash of what it
 * was made from so that the next start is fast.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { runTool } from "../checks/processes";
import { keepMade } from "../bootstrap/kept.mjs";

/** Everything that the bundle is made from, besides this file's own flags. */
const INPUTS = ["convex", "src/lib", "convex.json", "package-lock.json"];

export class BundleError extends Error {
  override name = "BundleError";
}

/**
 * Bundles without looking at what is kept.
 *
 * @param target the file to write, named `.json`
 * @throws BundleError with the CLI's words when the functions do not bundle.
 */
export async function writeBundle(target: string): Promise<void> {
  const { dir, name } = path.parse(target);
  const { code, output } = await runTool("convex", [
    "deploy",
    "--write-push-request",
    // The CLI adds ".json" itself.
    path.join(dir, name),
    "--push-all-modules",
    "--typecheck=disable",
    "--codegen=disable",
    "--url=http://127.0.0.1:1",
    "--admin-key=unused",
    "--yes",
  ]);
  if (code !== 0 || !existsSync(target)) {
    throw new BundleError(`convex/ does not bundle:\n${output}`);
  }
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
  const { target, isNew } = await keepMade(
    { kind: "push", inputs: INPUTS, suffix: ".json" },
    writeBundle,
  );
  return { file: target, isNew };
}
