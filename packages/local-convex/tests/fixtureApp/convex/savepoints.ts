/** Nested mutations: what a caught failure takes with it and what it leaves. */
import { ConvexError, v } from "convex/values";
import { api, internal } from "./_generated/api";
import { internalMutation, mutation, query } from "./_generated/server";

/** Writes, schedules, then throws. */
export const failing = internalMutation({
  args: { text: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await ctx.db.insert("notes", { text: args.text });
    await ctx.scheduler.runAfter(0, internal.events.followUp, {
      key: args.text,
      kind: "rolled back",
    });
    throw new ConvexError({ code: "refused", text: args.text });
  },
});

export const writing = internalMutation({
  args: { text: v.string() },
  returns: v.string(),
  handler: async (ctx, args) => {
    await ctx.db.insert("notes", { text: args.text });
    return args.text;
  },
});

/** Catches the child's failure and commits its own note. */
export const catching = mutation({
  args: { text: v.string() },
  returns: v.any(),
  handler: async (ctx, args) => {
    await ctx.db.insert("notes", { text: `${args.text}: before` });
    let data: unknown = null;
    try {
      await ctx.runMutation(internal.savepoints.failing, args);
    } catch (error) {
      if (error instanceof ConvexError) {
        data = error.data;
      }
    }
    await ctx.db.insert("notes", { text: `${args.text}: after` });
    return data;
  },
});

/** Lets the child's failure through. */
export const propagating = mutation({
  args: { text: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await ctx.db.insert("notes", { text: `${args.text}: before` });
    await ctx.runMutation(internal.savepoints.failing, args);
    return null;
  },
});

/** Children and a write issued at once must not see each other half-way. */
export const parallel = mutation({
  args: { text: v.string() },
  returns: v.array(v.string()),
  handler: async (ctx, args): Promise<string[]> => {
    await Promise.all([
      ctx.runMutation(internal.savepoints.writing, { text: `${args.text}-1` }),
      ctx.db.insert("notes", { text: `${args.text}-2` }),
      ctx.runMutation(internal.savepoints.writing, { text: `${args.text}-3` }),
    ]);
    return ctx.runQuery(api.savepoints.notes, { prefix: args.text });
  },
});

export const notes = query({
  args: { prefix: v.string() },
  returns: v.array(v.string()),
  handler: async (ctx, args) => {
    const rows = await ctx.db.query("notes").collect();
    return rows
      .map((row) => row.text)
      .filter((text) => text.startsWith(args.prefix));
  },
});

/** Calls itself until the depth limit stops it. */
export const nest = mutation({
  args: { depth: v.number() },
  returns: v.number(),
  handler: async (ctx, args): Promise<number> =>
    args.depth === 0
      ? 0
      : 1 +
        (await ctx.runMutation(api.savepoints.nest, { depth: args.depth - 1 })),
});

export const stale = mutation({
  args: { text: v.string() },
  returns: v.object({ fresh: v.number(), stale: v.number() }),
  handler: async (ctx, args): Promise<{ fresh: number; stale: number }> => {
    await ctx.db.insert("notes", args);
    const prefix = args.text;
    const fresh: string[] = await ctx.runQuery(api.savepoints.notes, {
      prefix,
    });
    const old: string[] = await ctx.runQuery(
      api.savepoints.notes,
      { prefix },
      { useStaleSnapshot: true },
    );
    return { fresh: fresh.length, stale: old.length };
  },
});
