/**
 * Looks at a database file before LMDB does, which crashes the process on a file
 * that is not its own or lacks pages it refers to.
 *
 * Layout of an LMDB page 0 and 1 (little-endian), as of lmdb 3.5: page header of
 * 24 bytes, magic, version, address, map size, two database records of 48 bytes
 * (the first opens with the page size), last page number, transaction id.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const MAGIC = 0xbeef_c0de;
const MAGIC_AT = 24;
const PAGE_SIZE_AT = 48;
const LAST_PAGE_AT = 144;
const TRANSACTION_AT = 152;
const META_BYTES = 160;

/**
 * Pages a transaction took and gave back at once may lie beyond the end of an
 * intact file; more missing pages than this mean that it was cut.
 */
const UNWRITTEN_PAGES_ALLOWED = 64;

interface Meta {
  readonly lastPage: bigint;
  readonly transaction: bigint;
}

/** What is wrong with the file; null when LMDB may open it. */
export function problemOfFile(path: string): string | null {
  const handle = openSync(path, "r");
  try {
    const size = fstatSync(handle).size;
    const pageSize = readAt(handle, PAGE_SIZE_AT, 4).readUInt32LE();
    const first = readMeta(handle, 0);
    const second = readMeta(handle, pageSize);
    if (first === null || second === null || size < 2 * pageSize) {
      return "is not a database file";
    }
    const newest = first.transaction > second.transaction ? first : second;
    const pages = BigInt(Math.floor(size / pageSize));
    const missing = newest.lastPage + 1n - pages;
    return missing > UNWRITTEN_PAGES_ALLOWED
      ? `was cut off: ${missing} of its pages are missing`
      : null;
  } finally {
    closeSync(handle);
  }
}

function readMeta(handle: number, start: number): Meta | null {
  const page = readAt(handle, start, META_BYTES);
  if (page.readUInt32LE(MAGIC_AT) !== MAGIC) return null;
  return {
    lastPage: page.readBigUInt64LE(LAST_PAGE_AT),
    transaction: page.readBigUInt64LE(TRANSACTION_AT),
  };
}

/** Zeroes stand for what lies beyond the end of the file. */
function readAt(handle: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  readSync(handle, buffer, 0, length, position);
  return buffer;
}
