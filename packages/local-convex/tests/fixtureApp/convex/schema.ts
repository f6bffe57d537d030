import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  /** What a client recorded; written by `events:record`. */
  events: defineTable({ key: v.string(), at: v.number() }).index("by_key", [
    "key",
  ]),
  /** What a scheduled function did about an event, one row per run. */
  followUps: defineTable({ key: v.string(), kind: v.string() }).index(
    "by_key_and_kind",
    ["key", "kind"],
  ),
  /** Rows of the savepoint functions. */
  notes: defineTable({ text: v.string() }),
});
