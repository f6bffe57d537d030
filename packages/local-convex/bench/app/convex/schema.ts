import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  /** What the benchmarks write and read by key. */
  items: defineTable({ key: v.string(), text: v.string() }).index("by_key", [
    "key",
  ]),
});
