/** How much of the page is sent, in bytes with gzip -9. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const ASSETS = "assets";
/** Chunks of which a browser loads one: the texts of its language. */
const DICTIONARY = /^(?:id|en)-[\w-]+\.js$/;

async function packedSize(file: string): Promise<number> {
  const packed = await promisify(gzip)(await readFile(file), { level: 9 });
  return packed.length;
}

/** Scripts and styles of a built page by their names without the hash. */
export async function assetSizes(
  folder: string,
): Promise<Record<string, number>> {
  const assets = path.join(folder, ASSETS);
  const names = (await readdir(assets)).filter((name) =>
    /\.(?:js|css)$/.test(name),
  );
  const sizes = await Promise.all(
    names.map(
      async (name) =>
        [
          name.replace(/-[\w-]{8}(?=\.)/, ""),
          await packedSize(path.join(assets, name)),
        ] as const,
    ),
  );
  return Object.fromEntries(sizes);
}

/**
 * The scripts that stand between an address typed and the list of contacts: those
 * that the page's HTML names, and the longer of the dictionaries.
 *
 * @throws Error where the HTML or the dictionaries are not as they are looked for.
 */
export async function firstRouteSize(folder: string): Promise<number> {
  const html = await readFile(path.join(folder, "index.html"), "utf8");
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(
    ([, file = ""]) => path.join(folder, file),
  );
  const assets = path.join(folder, ASSETS);
  const texts = (await readdir(assets)).filter((name) => DICTIONARY.test(name));
  if (named.length === 0 || texts.length !== 2) {
    throw new Error(
      `the page names ${named.length} scripts and has ${texts.length} dictionaries`,
    );
  }
  const [scripts, dictionaries] = await Promise.all([
    Promise.all(named.map(packedSize)),
    Promise.all(texts.map((name) => packedSize(path.join(assets, name)))),
  ]);
  const sum = scripts.reduce((total, size) => total + size, 0);
  return sum + Math.max(...dictionaries);
}
