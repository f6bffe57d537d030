/** Mutations whose effects can be counted, for crash and ordering tests. */
import { actionGeneric, mutationGeneric, queryGeneric } from "convex/server";
import type {
  DataModelFromSchemaDefinition,
  MutationBuilder,
  QueryBuilder,
} from "convex/server";
import { v } from "convex/values";
import type schema from "./schema";

type DataModel = DataModelFromSchemaDefinition<typeof schema>;
const query: QueryBuilder<DataModel, "public"> = queryGeneric;
const mutation: MutationBuilder<DataModel, "public"> = mutationGeneric;

/** Returns how many marks the writer had before. */
export const add = mutation({
  args: { writer: v.string(), number: v.number() },
  handler: async (ctx, args) => {
    const before = await ctx.db
      .query("marks")
      .withIndex("by_writer_and_number", (q) => q.eq("writer", args.writer))
      .collect();
    await ctx.db.insert("marks", args);
    return before.length;
  },
});

export const of = query({
  args: { writer: v.string() },
  handler: async (ctx, args) => {
    const rows = await ctx.db
      .query("marks")
      .withIndex("by_writer_and_number", (q) => q.eq("writer", args.writer))
      .collect();
    return rows
      .sort((a, b) => a._creationTime - b._creationTime)
      .map((row) => row.number);
  },
});

/** When the mutation committed, as a client may learn it. */
export const commitTs = mutation({
  args: {},
  handler: async (ctx) => {
    await ctx.db.insert("marks", { writer: "commit", number: 0 });
    return ctx.db.vars.commitTs;
  },
});

export const echo = actionGeneric({
  args: { value: v.string() },
  handler: async (_ctx, { value }) => {
    if (value === "fail") {
      throw new Error("no echo");
    }
    return value;
  },
});
