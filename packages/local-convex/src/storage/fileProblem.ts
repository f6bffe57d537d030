/**
 * Looks at a database file before LMDB does, which ends the process on a file
 * that is not its own, lacks pages it refers to, or has others in their place.
 */
import { type Meta, type Page, PAGE_SIZES, PageFile } from "./filePages";
import { DamagedPage, type Ground, PageSet, TreeWalk } from "./treeWalk";

/**
 * Pages that are looked at by default, the upper ones of each tree first: 128
 * MiB, less than a second.
 */
export const DEFAULT_PAGES_CHECKED = 32_768;

/**
 * Pages a transaction took and gave back at once may lie beyond the end of an
 * intact file; more missing pages than this mean that it was cut.
 */
const UNWRITTEN_PAGES_ALLOWED = 64;

/**
 * What is wrong with the file, as the end of a sentence; null when LMDB may open
 * it. Nothing is written.
 *
 * @param maxPages how many pages to look at; Infinity for all
 */
export function problemOfFile(
  path: string,
  maxPages = DEFAULT_PAGES_CHECKED,
): string | null {
  return PageFile.with(path, (file) => {
    const meta = readNewest(file);
    if (typeof meta === "string") {
      return meta;
    }
    const missing = meta.lastPage + 1 - Math.floor(file.bytes / meta.pageBytes);
    if (missing > UNWRITTEN_PAGES_ALLOWED) {
      return `was cut off: ${missing} of its pages are missing`;
    }
    try {
      checkTrees({
        file,
        meta,
        pages: new PageSet(meta.lastPage),
        left: maxPages,
      });
      return null;
    } catch (error) {
      if (error instanceof DamagedPage) {
        return `is damaged: ${error.message}`;
      }
      throw error;
    }
  });
}

/** The meta page that LMDB chooses, or what is wrong with the two. */
function readNewest(file: PageFile): Meta | string {
  const first = file.metaAt(0);
  if (first === null) {
    const isOurs = PAGE_SIZES.some((bytes) => file.metaAt(bytes) !== null);
    return isOurs ? "is damaged: page 0 has been written over" : NOT_OURS;
  }
  const second = file.metaAt(first.pageBytes);
  if (second?.pageBytes !== first.pageBytes) {
    return "is damaged: page 1 has been written over";
  }
  return first.transaction > second.transaction ? first : second;
}

const NOT_OURS = "is not a database file";

function checkTrees(ground: Ground): void {
  const { meta, pages } = ground;
  new TreeWalk(ground, meta.free, {
    isBefore: (key, other) =>
      key.length === 8 &&
      other.length === 8 &&
      key.readBigUInt64LE() < other.readBigUInt64LE(),
    onValue: (leaf, { page, at }) => {
      for (const [first, count] of freePages(leaf, page.bytes.subarray(at))) {
        pages.take(leaf.number, first, count);
      }
    },
  }).check();
  new TreeWalk(ground, meta.main, {
    isBefore: (key, other) => key.compare(other) < 0,
  }).check();
}

/**
 * A list of free pages: how many numbers follow, and page numbers. A negative one
 * is the length of the run that begins at the next; 0 stands for nothing.
 */
function* freePages(leaf: Page, list: Buffer): Generator<[number, number]> {
  const length = Number(list.readBigUInt64LE(0));
  if (8 * (length + 1) > list.length) {
    throw new DamagedPage(leaf.number, "has a list that is cut off");
  }
  let run = 1;
  for (let index = 1; index <= length; index += 1) {
    const number = Number(list.readBigInt64LE(8 * index));
    if (number < 0) {
      run = -number;
    } else if (number > 0) {
      yield [number, run];
      run = 1;
    }
  }
}
