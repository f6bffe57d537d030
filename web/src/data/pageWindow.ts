/**
 * Which pages of a long list are subscribed: those near what is looked at. Each
 * page's end is kept once it is known, so that pages neither drift nor overlap.
 * Pure.
 */

/** Rows of a page. */
export const PAGE_SIZE = 100;

export interface KnownPage {
  cursor: string | null;
  /** Where it ends; absent until it was loaded. */
  endCursor: string | undefined;
}

/** A list of which nothing is known but its beginning. */
export const FIRST_PAGE: readonly KnownPage[] = [
  { cursor: null, endCursor: undefined },
];

/** Indexes of the pages around the rows `first` to `last`, one before and after. */
export function pagesNear(
  first: number,
  last: number,
  pageCount: number,
): number[] {
  const from = Math.max(0, Math.floor(first / PAGE_SIZE) - 1);
  const to = Math.min(pageCount - 1, Math.floor(last / PAGE_SIZE) + 1);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

/** The pages after one of them was loaded: its end, and the page behind it. */
export function withLoaded(
  pages: readonly KnownPage[],
  index: number,
  { continueCursor, isDone }: { continueCursor: string; isDone: boolean },
): readonly KnownPage[] {
  const page = pages[index];
  if (page === undefined || page.endCursor !== undefined) {
    return pages;
  }
  const known = pages.with(index, { ...page, endCursor: continueCursor });
  return isDone || index < pages.length - 1
    ? known
    : [...known, { cursor: continueCursor, endCursor: undefined }];
}
