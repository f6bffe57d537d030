/**
 * Keeps what is made from files of the repository until one of them changes.
 * Several processes may ask for it at once.
 */
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { CACHE, hashInputs } from "./inputs.mjs";

/** What renaming a folder says where the same one lies already. */
const IS_THERE = new Set(["ENOTEMPTY", "EEXIST"]);

/**
 * @param {string} draft
 * @param {string} target
 */
async function moveInPlace(draft, target) {
  try {
    await rename(draft, target);
  } catch (error) {
    // Another process was faster: what it made is the same.
    await rm(draft, { recursive: true, force: true });
    if (!IS_THERE.has(error.code)) {
      throw error;
    }
  }
}

/**
 * @param {string} kind
 * @param {string} current what the names of those to keep begin with
 */
async function removeOlder(kind, current) {
  for (const name of await readdir(CACHE)) {
    if (name.startsWith(`${kind}-`) && !name.startsWith(current)) {
      await rm(path.join(CACHE, name), { recursive: true, force: true });
    }
  }
}

/**
 * The file or folder that is made from these inputs as they are now, made if
 * there is none yet; what was made from older ones is deleted.
 *
 * @param {Kept} about
 * @param {(draft: string) => Promise<void>} make writes it to a path where nothing is
 * @returns {Promise<{ target: string, isNew: boolean }>}
 * @throws what `make` throws
 *
 * @typedef {{ kind: string, inputs: readonly string[], suffix?: string }} Kept
 */
export async function keepMade({ kind, inputs, suffix = "" }, make) {
  const current = `${kind}-${hashInputs(inputs)}`;
  const name = `${current}${suffix}`;
  const target = path.join(CACHE, name);
  if (existsSync(target)) {
    return { target, isNew: false };
  }
  await mkdir(CACHE, { recursive: true });
  // As deep as its place: source maps name their sources from where they lie.
  const draft = path.join(CACHE, `draft-${process.pid}-${name}`);
  await make(draft);
  await moveInPlace(draft, target);
  await removeOlder(kind, current);
  return { target, isNew: true };
}
