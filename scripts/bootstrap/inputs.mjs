/**
 * Names what is made from files by what they hold, so that it can be kept. Plain
 * JavaScript that reads synchronously: every start waits for it, and a thousand
 * small files cost ten times as much otherwise.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** The repository. */
export const ROOT = path.resolve(import.meta.dirname, "../..");

/** Where what is made is kept; deleting it costs time only. */
export const CACHE = path.join(ROOT, "node_modules/.cache/kapso-crm");

/**
 * Regular files below a path of the repository; itself if it is one.
 *
 * @param {string} location
 * @returns {string[]}
 */
function listFiles(location) {
  const place = path.join(ROOT, location);
  if (!statSync(place).isDirectory()) {
    return [location];
  }
  return readdirSync(place, { withFileTypes: true }).flatMap((entry) => {
    const inside = path.join(location, entry.name);
    if (entry.isDirectory()) {
      return listFiles(inside);
    }
    return entry.isFile() ? [inside] : [];
  });
}

/**
 * A hash over names and contents of files and folders of the repository.
 *
 * @param {readonly string[]} inputs
 * @returns {string}
 */
export function hashInputs(inputs) {
  const hash = createHash("sha256");
  for (const file of inputs.flatMap(listFiles).sort()) {
    const content = readFileSync(path.join(ROOT, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 32);
}
