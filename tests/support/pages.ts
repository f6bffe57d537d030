/** Reading a paginated function to its end. */
import type { PaginationOptions, PaginationResult } from "convex/server";

/** All pages of a list, each with at most `numItems` rows. */
export async function readPages<T>(
  list: (paginationOpts: PaginationOptions) => Promise<PaginationResult<T>>,
  numItems: number,
): Promise<T[][]> {
  const pages: T[][] = [];
  let cursor: string | null = null;
  for (;;) {
    const page: PaginationResult<T> = await list({ numItems, cursor });
    pages.push(page.page);
    if (page.isDone) {
      return pages;
    }
    cursor = page.continueCursor;
  }
}
