/** Single writes and reads by index, and a quick way to a large table. */
import {
  type DataModelFromSchemaDefinition,
  type MutationBuilder,
  mutationGeneric,
  type QueryBuilder,
  queryGeneric,
} from "convex/server";
import { v } from "convex/values";
import type schema from "./schema";

type DataModel = DataModelFromSchemaDefinition<typeof schema>;
const query: QueryBuilder<DataModel, "public"> = queryGeneric;
const mutation: MutationBuilder<DataModel, "public"> = mutationGeneric;

export const insert = mutation({
  args: { key: v.string(), text: v.string() },
  handler: async (ctx, args) => {
    await ctx.db.insert("items", args);
    return null;
  },
});

/** Rows `from` to `from + count - 1`; their keys have eight digits. */
export const fill = mutation({
  args: { from: v.number(), count: v.number() },
  handler: async (ctx, { from, count }) => {
    for (let at = from; at < from + count; at += 1) {
      const key = String(at).padStart(8, "0");
      await ctx.db.insert("items", { key, text: "x".repeat(100) });
    }
    return null;
  },
});

export const read = query({
  args: { key: v.string() },
  handler: async (ctx, args) => {
    const row = await ctx.db
      .query("items")
      .withIndex("by_key", (q) => q.eq("key", args.key))
      .first();
    return row?.text ?? null;
  },
});
