import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  notes: defineTable({ about: v.string(), value: v.any() }).index("by_about", [
    "about",
  ]),
});
