import { describe, expect, it } from "vitest";
import {
  FIRST_PAGE,
  PAGE_SIZE,
  pagesNear,
  withLoaded,
} from "../../../web/src/data/pageWindow";

describe("pagesNear", () => {
  it("takes the pages in view and one on either side", () => {
    expect(pagesNear(0, 20, 1)).toEqual([0]);
    expect(pagesNear(0, 20, 9)).toEqual([0, 1]);
    expect(pagesNear(5 * PAGE_SIZE, 5 * PAGE_SIZE + 20, 9)).toEqual([4, 5, 6]);
    expect(pagesNear(199, 201, 3)).toEqual([0, 1, 2]);
  });

  it("is at most four for what fits a screen", () => {
    for (let first = 0; first < 1000; first += 7) {
      expect(pagesNear(first, first + 60, 100).length).toBeLessThanOrEqual(4);
    }
  });
});

describe("withLoaded", () => {
  const loaded = { continueCursor: "c1", isDone: false };

  it("pins the page's end and learns of the next", () => {
    expect(withLoaded(FIRST_PAGE, 0, loaded)).toEqual([
      { cursor: null, endCursor: "c1" },
      { cursor: "c1", endCursor: undefined },
    ]);
  });

  it("never moves an end that is known", () => {
    const known = withLoaded(FIRST_PAGE, 0, loaded);
    const later = { continueCursor: "other", isDone: true };
    expect(withLoaded(known, 0, later)).toBe(known);
  });

  it("ends with the last page", () => {
    const last = { continueCursor: "end", isDone: true };
    expect(withLoaded(FIRST_PAGE, 0, last)).toEqual([
      { cursor: null, endCursor: "end" },
    ]);
  });
});
