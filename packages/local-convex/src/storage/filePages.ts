/**
 * The pages of an LMDB file as they lie on the disk (little-endian), as of lmdb
 * 3.5: what `mdb.c` of that version calls MDB_page_header, MDB_meta, MDB_db and
 * MDB_node. Reads only.
 *
 *   page   number u64, transaction u64, pad u16, flags u16,
 *          lower u16 and upper u16, or the number of overflow pages u32
 *   meta   magic u32, version u32, address u64, map size u64, two trees,
 *          last page u64, transaction u64
 *   tree   pad u32 (the page size, in the first one), flags u16, depth u16,
 *          branch, leaf and overflow pages u64 each, entries u64, root u64
 *   node   low u16, high u16, flags u16, key size u16, key, value
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

export const PAGE_HEADER_BYTES = 24;
export const NODE_HEADER_BYTES = 8;
const TREE_BYTES = 48;
const MAX_META_BYTES = 256;

const MAGIC = 0xbeef_c0de;
const FORMAT = 2;
const ANY_ADDRESS = 0n;
/** What a processor can address. */
const MAX_MAP_BYTES = 2n ** 47n;
/** Keys are numbers; the flags above concern the whole file. */
const FREE_TREE_FLAGS = 0x08;
/** Keys are bytes, each with one value. */
const MAIN_TREE_FLAGS = 0;

/** Those of the systems that LMDB runs on. */
export const PAGE_SIZES: readonly number[] = [
  4_096, 8_192, 16_384, 32_768, 65_536,
];

export const BRANCH = 0x01;
export const LEAF = 0x02;
export const OVERFLOW = 0x04;
export const META = 0x08;
/** Which of them a page is; the other flags only concern a running process. */
const KINDS = 0x7f;

/** The root of a tree without entries. */
const NO_PAGE = 2n ** 64n - 1n;

/** What a meta page says of one of its two trees. */
export interface TreeRecord {
  depth: number;
  branchPages: number;
  leafPages: number;
  overflowPages: number;
  entries: number;
  /** Null for a tree without entries. */
  root: number | null;
}

export interface Meta {
  pageBytes: number;
  lastPage: number;
  transaction: bigint;
  /** Lists the pages that may be written over. */
  free: TreeRecord;
  main: TreeRecord;
}

/** One page, or the first of several with all of them. */
export class Page {
  constructor(
    readonly number: number,
    readonly bytes: Buffer,
  ) {}

  /** What the page itself says it is. */
  get ownNumber(): bigint {
    return this.bytes.readBigUInt64LE(0);
  }

  get transaction(): bigint {
    return this.bytes.readBigUInt64LE(8);
  }

  get kind(): number {
    return this.bytes.readUInt16LE(18) & KINDS;
  }

  get overflowPages(): number {
    return this.bytes.readUInt32LE(20);
  }

  /** Bounds of its free space, counted from the end of the header. */
  get freeSpace(): { lower: number; upper: number } {
    return {
      lower: this.bytes.readUInt16LE(20),
      upper: this.bytes.readUInt16LE(22),
    };
  }

  get nodes(): number {
    return this.freeSpace.lower >> 1;
  }

  /** Where a node begins, counted from the start of the page. */
  nodeAt(index: number): number {
    const slot = PAGE_HEADER_BYTES + 2 * index;
    return this.bytes.readUInt16LE(slot) + PAGE_HEADER_BYTES;
  }

  keyOf(node: number): Buffer {
    const start = node + NODE_HEADER_BYTES;
    return this.bytes.subarray(start, start + this.keyBytes(node));
  }

  keyBytes(node: number): number {
    return this.bytes.readUInt16LE(node + 6);
  }

  /** Where the value of a leaf's entry begins. */
  valueAt(node: number): number {
    return node + NODE_HEADER_BYTES + this.keyBytes(node);
  }

  /** The pages of a value that does not lie on this one. */
  overflowOf(node: number): { first: number; count: number } {
    const at = this.valueAt(node);
    return {
      first: numberAt(this.bytes, at),
      count: numberAt(this.bytes, at + 16),
    };
  }

  nodeFlags(node: number): number {
    return this.bytes.readUInt16LE(node + 4);
  }

  /** The size of a leaf's value; a branch has the child's number there. */
  nodeSize(node: number): number {
    return this.bytes.readUInt32LE(node);
  }

  /** A branch's flags are the upper part of the number. */
  childOf(node: number): number {
    return this.nodeSize(node) + this.nodeFlags(node) * 2 ** 32;
  }

  /** Null when this is no meta page of a file that we made. */
  readMeta(): Meta | null {
    const meta = this.bytes.subarray(PAGE_HEADER_BYTES);
    const isOurs =
      this.kind === META &&
      meta.readUInt32LE(0) === MAGIC &&
      (meta.readUInt32LE(4) & 0xffff) === FORMAT &&
      meta.readBigUInt64LE(8) === ANY_ADDRESS &&
      meta.readBigUInt64LE(16) <= MAX_MAP_BYTES &&
      (meta.readUInt16LE(28) & 0xff) === FREE_TREE_FLAGS &&
      meta.readUInt16LE(28 + TREE_BYTES) === MAIN_TREE_FLAGS;
    const pageBytes = meta.readUInt32LE(24);
    if (!isOurs || !PAGE_SIZES.includes(pageBytes)) {
      return null;
    }
    return {
      pageBytes,
      free: readTree(meta, 24),
      main: readTree(meta, 24 + TREE_BYTES),
      lastPage: numberAt(meta, 24 + 2 * TREE_BYTES),
      transaction: meta.readBigUInt64LE(32 + 2 * TREE_BYTES),
    };
  }
}

function readTree(meta: Buffer, start: number): TreeRecord {
  const root = meta.readBigUInt64LE(start + 40);
  return {
    depth: meta.readUInt16LE(start + 6),
    branchPages: numberAt(meta, start + 8),
    leafPages: numberAt(meta, start + 16),
    overflowPages: numberAt(meta, start + 24),
    entries: numberAt(meta, start + 32),
    root: root === NO_PAGE ? null : Number(root),
  };
}

const numberAt = (bytes: Buffer, at: number) =>
  Number(bytes.readBigUInt64LE(at));

/** A data file, open for reading. */
export class PageFile {
  readonly #handle: number;

  private constructor(
    handle: number,
    readonly bytes: number,
  ) {
    this.#handle = handle;
  }

  static with<T>(path: string, body: (file: PageFile) => T): T {
    const handle = openSync(path, "r");
    try {
      return body(new PageFile(handle, fstatSync(handle).size));
    } finally {
      closeSync(handle);
    }
  }

  /** Zeroes stand for what lies beyond the end of the file. */
  read(position: number, length: number): Buffer {
    const buffer = Buffer.alloc(length);
    readSync(this.#handle, buffer, 0, length, position);
    return buffer;
  }

  /** The first `pages` pages from page `number` on. */
  page(number: number, pageBytes: number, pages = 1): Page {
    return new Page(number, this.read(number * pageBytes, pages * pageBytes));
  }

  /** Null when there is none. */
  metaAt(position: number): Meta | null {
    return new Page(0, this.read(position, MAX_META_BYTES)).readMeta();
  }
}
