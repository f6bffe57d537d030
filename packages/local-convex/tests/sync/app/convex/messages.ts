/** What the sync tests subscribe to and write. */
import {
  type DataModelFromSchemaDefinition,
  internalQueryGeneric,
  type MutationBuilder,
  mutationGeneric,
  paginationOptsValidator,
  type QueryBuilder,
  queryGeneric,
} from "convex/server";
import { ConvexError, v } from "convex/values";
import type schema from "./schema";

type DataModel = DataModelFromSchemaDefinition<typeof schema>;
const query: QueryBuilder<DataModel, "public"> = queryGeneric;
const internalQuery: QueryBuilder<DataModel, "internal"> = internalQueryGeneric;
const mutation: MutationBuilder<DataModel, "public"> = mutationGeneric;

export const list = query({
  args: { channel: v.string() },
  handler: async (ctx, args) => {
    const rows = await ctx.db
      .query("messages")
      .withIndex("by_channel_and_rank", (q) => q.eq("channel", args.channel))
      .collect();
    return rows.map((row) => row.text);
  },
});

/** As `list`, but commits happen while it runs: digests leave the thread. */
export const slowList = query({
  args: { channel: v.string() },
  handler: async (ctx, args) => {
    const rows = await ctx.db
      .query("messages")
      .withIndex("by_channel_and_rank", (q) => q.eq("channel", args.channel))
      .collect();
    for (let round = 0; round < 10; round += 1) {
      await crypto.subtle.digest("SHA-256", new Uint8Array(32));
    }
    return rows.map((row) => row.text);
  },
});

/** Reads a limited part: writes beyond it are none of its business. */
export const first = query({
  args: { channel: v.string() },
  handler: async (ctx, args) => {
    const row = await ctx.db
      .query("messages")
      .withIndex("by_channel_and_rank", (q) => q.eq("channel", args.channel))
      .first();
    return row?.text ?? null;
  },
});

export const page = query({
  args: { channel: v.string(), paginationOpts: paginationOptsValidator },
  handler: async (ctx, args) =>
    ctx.db
      .query("messages")
      .withIndex("by_channel_and_rank", (q) => q.eq("channel", args.channel))
      .paginate(args.paginationOpts),
});

export const count = query({
  args: {},
  handler: async (ctx) => (await ctx.db.query("messages").collect()).length,
});

export const whoAmI = query({
  args: {},
  handler: async (ctx) => {
    const identity = await ctx.auth.getUserIdentity();
    return identity?.subject ?? null;
  },
});

/** Fails while the channel holds a message. */
export const demandEmpty = query({
  args: { channel: v.string() },
  handler: async (ctx, args) => {
    const row = await ctx.db
      .query("messages")
      .withIndex("by_channel_and_rank", (q) => q.eq("channel", args.channel))
      .first();
    if (row !== null) {
      throw new ConvexError({ found: row.text });
    }
    return "empty";
  },
});

export const noisy = query({
  args: {},
  handler: async (ctx) => {
    const all = await ctx.db.query("messages").collect();
    console.log("counted", all.length);
    return null;
  },
});

export const hidden = internalQuery({
  args: {},
  handler: async () => "internal",
});

export const send = mutation({
  args: { channel: v.string(), text: v.string(), rank: v.optional(v.number()) },
  handler: async (ctx, { channel, text, rank = 0 }) => {
    return ctx.db.insert("messages", { channel, text, rank });
  },
});

export const edit = mutation({
  args: { id: v.id("messages"), text: v.string() },
  handler: async (ctx, { id, text }) => {
    await ctx.db.patch("messages", id, { text });
  },
});

export const erase = mutation({
  args: { id: v.id("messages") },
  handler: async (ctx, { id }) => {
    await ctx.db.delete("messages", id);
  },
});

/** Tells who calls. */
export const sign = mutation({
  args: {},
  handler: async (ctx) => {
    const identity = await ctx.auth.getUserIdentity();
    const name = identity?.subject ?? "nobody";
    await ctx.db.insert("messages", { channel: "book", text: name, rank: 0 });
    return name;
  },
});

export const fail = mutation({
  args: { data: v.optional(v.string()) },
  handler: async (ctx, { data }) => {
    await ctx.db.insert("messages", { channel: "none", text: "", rank: 0 });
    if (data === undefined) {
      throw new Error("no luck");
    }
    throw new ConvexError({ data });
  },
});
