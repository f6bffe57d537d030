import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  /** Lines of a chat: what the subscribed queries read. */
  messages: defineTable({
    channel: v.string(),
    text: v.string(),
    rank: v.number(),
  }).index("by_channel_and_rank", ["channel", "rank"]),
  /** One row per applied mutation of a writer: a lost or doubled one shows. */
  marks: defineTable({ writer: v.string(), number: v.number() }).index(
    "by_writer_and_number",
    ["writer", "number"],
  ),
});
