/** Makes a folder appear with everything in it, or not at all. */
import { closeSync, existsSync, fsyncSync, openSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Lets `fill` write into a new folder, for its owner only, and then gives it its
 * name. Nothing is left when `fill` fails.
 * @throws Error when there is something of that name.
 */
export async function makeWholeFolder(
  target: string,
  fill: (draft: string) => Promise<void>,
): Promise<void> {
  if (existsSync(target)) {
    throw new Error(`${target} exists already. Choose a new folder.`);
  }
  await mkdir(dirname(target), { recursive: true });
  const draft = await mkdtemp(`${target}.unfinished-`);
  try {
    await fill(draft);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  syncToDisk(dirname(target));
}

/** Waits until a file, or the names in a folder, would survive a power cut. */
export function syncToDisk(path: string): void {
  const handle = openSync(path, "r");
  fsyncSync(handle);
  closeSync(handle);
}
