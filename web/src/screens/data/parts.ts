/** How a file is cut into parts for its upload. Pure. */

export interface Part {
  index: number;
  start: number;
  end: number;
}

/** Parts of at most `partBytes`; an empty file has none. */
export function partsOf(byteCount: number, partBytes: number): Part[] {
  const count = Math.ceil(byteCount / partBytes);
  return [...Array(count).keys()].map((index) => ({
    index,
    start: index * partBytes,
    end: Math.min(byteCount, (index + 1) * partBytes),
  }));
}
