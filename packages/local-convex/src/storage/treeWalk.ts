/** Walks a tree of a data file and compares its pages with what refers to them. */
import {
  BRANCH,
  LEAF,
  type Meta,
  NODE_HEADER_BYTES,
  OVERFLOW,
  type Page,
  PAGE_HEADER_BYTES,
  type PageFile,
  type TreeRecord,
} from "./filePages";

/** Flag of a leaf's entry whose value lies on overflow pages. */
const ON_OVERFLOW = 0x01;
/** What such an entry holds: first page, transaction, number of pages. */
const OVERFLOW_RECORD_BYTES = 24;
/** The first two pages hold no tree. */
const FIRST_PAGE = 2;

/** A page is not what the others say it is. */
export class DamagedPage extends Error {
  override name = "DamagedPage";
  constructor(page: number, what: string) {
    super(`page ${page} ${what}`);
  }
}

/** Each page belongs to one thing only. */
export class PageSet {
  /** One bit for each page. */
  readonly #taken: Uint8Array;
  readonly #lastPage: number;

  constructor(lastPage: number) {
    this.#lastPage = lastPage;
    this.#taken = new Uint8Array((lastPage >> 3) + 1);
  }

  /** @throws DamagedPage when they are not there, or another thing's. */
  take(owner: number, first: number, count: number): void {
    const last = first + count - 1;
    if (first < FIRST_PAGE || count < 1 || !(last <= this.#lastPage)) {
      throw new DamagedPage(owner, "refers to pages that are not there");
    }
    for (let page = first; page <= last; page += 1) {
      const bit = 1 << (page & 7);
      const bits = this.#taken[page >> 3] ?? 0;
      if ((bits & bit) !== 0) {
        throw new DamagedPage(owner, `refers to page ${page}, as another does`);
      }
      this.#taken[page >> 3] = bits | bit;
    }
  }
}

/** What the walks through one file share. */
export interface Ground {
  file: PageFile;
  meta: Meta;
  pages: PageSet;
  /** How many pages may still be looked at. */
  left: number;
}

/** What is particular to one tree. */
export interface TreeRules {
  isBefore(this: void, key: Buffer, other: Buffer): boolean;
  /** Told each entry of a leaf, by where its value begins. */
  onValue?(this: void, leaf: Page, value: { page: Page; at: number }): void;
}

const TOTALS = [
  "branchPages",
  "leafPages",
  "overflowPages",
  "entries",
] as const;

/** Checks the pages of a tree, as many as it is allowed to look at. */
export class TreeWalk {
  readonly #counts = {
    branchPages: 0,
    leafPages: 0,
    overflowPages: 0,
    entries: 0,
  };

  readonly #ground: Ground;
  readonly #record: TreeRecord;
  readonly #rules: TreeRules;

  constructor(ground: Ground, record: TreeRecord, rules: TreeRules) {
    this.#ground = ground;
    this.#record = record;
    this.#rules = rules;
  }

  /**
   * Level by level, so that what many others hang on comes first, until no page
   * is left to look at.
   *
   * @throws DamagedPage
   */
  check(): void {
    const { root, depth } = this.#record;
    let level = root === null ? [] : [root];
    // The root is named by a meta page.
    level.forEach((page) => this.#ground.pages.take(0, page, 1));
    for (let height = depth; height > 0; height -= 1) {
      const next: number[] = [];
      for (const number of level) {
        if (!this.#mayLook()) {
          return;
        }
        if (height > 1) {
          next.push(...this.#checkBranch(number));
        } else {
          this.#checkLeaf(number);
        }
      }
      level = next;
    }
    if (TOTALS.some((name) => this.#counts[name] !== this.#record[name])) {
      throw new DamagedPage(0, "or 1 counts pages that are not there");
    }
  }

  #mayLook(): boolean {
    this.#ground.left -= 1;
    return this.#ground.left >= 0;
  }

  #checkBranch(number: number): number[] {
    const page = this.#checkNodes(number, BRANCH, () => 0);
    if (page.nodes < 2) {
      throw new DamagedPage(number, "leads nowhere");
    }
    this.#counts.branchPages += 1;
    return Array.from({ length: page.nodes }, (_, index) => {
      const child = page.childOf(page.nodeAt(index));
      this.#ground.pages.take(number, child, 1);
      return child;
    });
  }

  #checkLeaf(number: number): void {
    const page = this.#checkNodes(number, LEAF, (one, node) =>
      one.nodeFlags(node) === ON_OVERFLOW
        ? OVERFLOW_RECORD_BYTES
        : one.nodeSize(node),
    );
    this.#counts.leafPages += 1;
    this.#counts.entries += page.nodes;
    for (let index = 0; index < page.nodes; index += 1) {
      const node = page.nodeAt(index);
      const flags = page.nodeFlags(node);
      if (flags === 0) {
        this.#rules.onValue?.(page, { page, at: page.valueAt(node) });
      } else if (flags === ON_OVERFLOW) {
        this.#checkOverflow(page, node);
      } else {
        throw new DamagedPage(number, "has an entry of no known kind");
      }
    }
  }

  /** Pages of a value: the first has a header, the others nothing but the value. */
  #checkOverflow(leaf: Page, node: number): void {
    const { file, meta, pages } = this.#ground;
    const { first, count } = leaf.overflowOf(node);
    const bytes = PAGE_HEADER_BYTES + leaf.nodeSize(node);
    if (count !== Math.ceil(bytes / meta.pageBytes)) {
      throw new DamagedPage(leaf.number, "has a value of another size");
    }
    pages.take(leaf.number, first, count);
    this.#counts.overflowPages += count;
    if (!this.#mayLook()) {
      return;
    }
    const { onValue } = this.#rules;
    const length = onValue === undefined ? 1 : count;
    const page = file.page(first, meta.pageBytes, length);
    this.#checkHeader(page, OVERFLOW);
    if (page.overflowPages !== count) {
      throw new DamagedPage(first, "begins another value");
    }
    onValue?.(leaf, { page, at: PAGE_HEADER_BYTES });
  }

  /** A page of the expected kind whose nodes lie within it, in order of their keys. */
  #checkNodes(
    number: number,
    kind: number,
    valueBytes: (page: Page, node: number) => number,
  ): Page {
    const { file, meta } = this.#ground;
    const page = file.page(number, meta.pageBytes);
    this.#checkHeader(page, kind);
    const { lower, upper } = page.freeSpace;
    const end = meta.pageBytes;
    const start = upper + PAGE_HEADER_BYTES;
    if (page.nodes === 0 || lower % 2 === 1 || lower > upper || start > end) {
      throw new DamagedPage(number, "has no entries");
    }
    let before: Buffer | null = null;
    for (let index = 0; index < page.nodes; index += 1) {
      const node = page.nodeAt(index);
      const content = node + NODE_HEADER_BYTES;
      const isWithin =
        node >= start &&
        content <= end &&
        content + page.keyBytes(node) + valueBytes(page, node) <= end;
      if (!isWithin) {
        throw new DamagedPage(number, "has an entry that reaches out of it");
      }
      // The first key of a branch stands for everything before the second.
      if (kind === BRANCH && index === 0) {
        continue;
      }
      const key = page.keyOf(node);
      if (before !== null && !this.#rules.isBefore(before, key)) {
        throw new DamagedPage(number, "is out of order");
      }
      before = key;
    }
    return page;
  }

  #checkHeader(page: Page, kind: number): void {
    const { number } = page;
    if (page.ownNumber !== BigInt(number) || page.kind !== kind) {
      throw new DamagedPage(number, "has been written over");
    }
    if (page.transaction > this.#ground.meta.transaction) {
      throw new DamagedPage(number, "is of a later state");
    }
  }
}
