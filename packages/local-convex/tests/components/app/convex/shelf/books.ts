/** The component's functions: they page as those of an app do. */
import {
  type DataModelFromSchemaDefinition,
  type MutationBuilder,
  mutationGeneric,
  paginationOptsValidator,
  type QueryBuilder,
  queryGeneric,
} from "convex/server";
import { v } from "convex/values";
import type schema from "./schema";

type DataModel = DataModelFromSchemaDefinition<typeof schema>;
const query: QueryBuilder<DataModel, "public"> = queryGeneric;
const mutation: MutationBuilder<DataModel, "public"> = mutationGeneric;

export const add = mutation({
  args: { titles: v.array(v.string()) },
  handler: async (ctx, { titles }) => {
    for (const title of titles) {
      await ctx.db.insert("books", { title });
    }
    return null;
  },
});

export const page = query({
  args: { paginationOpts: paginationOptsValidator },
  handler: async (ctx, { paginationOpts }) =>
    ctx.db.query("books").paginate(paginationOpts),
});

export const twoPages = query({
  args: { paginationOpts: paginationOptsValidator },
  handler: async (ctx, { paginationOpts }) => {
    await ctx.db.query("books").paginate(paginationOpts);
    await ctx.db.query("books").order("desc").paginate(paginationOpts);
    return null;
  },
});

/** Takes the first page's books off the shelf. */
export const clearPage = mutation({
  args: { paginationOpts: paginationOptsValidator },
  handler: async (ctx, { paginationOpts }) => {
    const { page, isDone } = await ctx.db
      .query("books")
      .paginate(paginationOpts);
    for (const { _id } of page) {
      await ctx.db.delete("books", _id);
    }
    return isDone;
  },
});
