import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  /** What pages are read of; written by `books:add`. */
  books: defineTable({ title: v.string() }),
});
