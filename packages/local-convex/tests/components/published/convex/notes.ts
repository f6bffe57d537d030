/** What functions of the components leave behind, and how it is read. */
import { internalMutationGeneric, queryGeneric } from "convex/server";
import { v } from "convex/values";
import { z } from "zod";

const notesSchema = z.array(
  z.object({ about: z.string(), value: z.unknown() }),
);

export const write = internalMutationGeneric({
  args: { about: v.string(), value: v.any() },
  returns: v.number(),
  handler: async (ctx, note) => {
    await ctx.db.insert("notes", note);
    const notes = await ctx.db.query("notes").collect();
    return notes.filter(({ about }) => about === note.about).length;
  },
});

export const list = queryGeneric({
  args: { about: v.string() },
  returns: v.array(v.any()),
  handler: async (ctx, { about }) => {
    const notes = notesSchema.parse(await ctx.db.query("notes").collect());
    return notes
      .filter((note) => note.about === about)
      .map(({ value }) => value);
  },
});
