/** Names what is made from files by what they hold, so that it can be kept. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { ROOT } from "../checks/processes";

/** Where what is made is kept; deleting it costs time only. */
export const CACHE = path.join(ROOT, "node_modules/.cache/kapso-crm");

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

/** A hash over names and contents of files and folders of the repository. */
export async function hashInputs(inputs: readonly string[]): Promise<string> {
  const files = (await Promise.all(inputs.map(listFiles))).flat();
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
