import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  /** One row per effect of a key's work: a lost or doubled one shows. */
  effects: defineTable({ key: v.string(), kind: v.string() }).index("by_key", [
    "key",
  ]),
});
