/** What the app sees of its shelves. */
import {
  componentsGeneric,
  type FunctionReference,
  type PaginationOptions,
  type PaginationResult,
  paginationOptsValidator,
  queryGeneric,
} from "convex/server";
import { z } from "zod";

type Shelf = {
  books: {
    page: FunctionReference<
      "query",
      "internal",
      { paginationOpts: PaginationOptions },
      PaginationResult<{ title: string }>
    >;
  };
};
const shelf = (name: string) =>
  z.custom<Shelf>().parse(componentsGeneric()[name]);

/** A page of each shelf: every function may read one. */
export const pages = queryGeneric({
  args: { paginationOpts: paginationOptsValidator },
  handler: async (ctx, args) => {
    const upper = await ctx.runQuery(shelf("upper").books.page, args);
    const lower = await ctx.runQuery(shelf("lower").books.page, args);
    return { upper, lower };
  },
});
