/** The person who is signed in. */
import { ConvexError, v } from "convex/values";
import { toPlainLine } from "../src/lib/digest/plainLine";
import { userMutation, userQuery } from "./functions";
import { vLanguage, vUserId } from "./model/users/tables";

const MAX_NAME_LENGTH = 100;

const vMe = v.object({
  user_id: vUserId,
  email: v.optional(v.string()),
  name: v.optional(v.string()),
  language: v.optional(vLanguage),
});

/** @throws ConvexError `unauthenticated`. */
export const get = userQuery({
  args: {},
  returns: vMe,
  handler: async (ctx) => {
    const user = await ctx.db.get("users", ctx.userId);
    return {
      user_id: ctx.userId,
      email: user?.email,
      name: user?.name,
      language: user?.language,
    };
  },
});

/**
 * Changes what others see of the caller, and their language.
 *
 * @returns What it was before, to undo it with.
 * @throws ConvexError `unauthenticated`, `invalid_name` unless it has 1 to 100
 *   visible characters.
 */
export const update = userMutation({
  args: { name: v.optional(v.string()), language: v.optional(vLanguage) },
  returns: v.object({
    name: v.optional(v.string()),
    language: v.optional(vLanguage),
  }),
  handler: async (ctx, args) => {
    const user = await ctx.db.get("users", ctx.userId);
    const name = args.name === undefined ? undefined : toPlainLine(args.name);
    if (name === "" || (name !== undefined && name.length > MAX_NAME_LENGTH)) {
      throw new ConvexError({ code: "invalid_name" });
    }
    await ctx.db.patch("users", ctx.userId, {
      ...(name === undefined ? {} : { name }),
      ...(args.language === undefined ? {} : { language: args.language }),
    });
    return { name: user?.name, language: user?.language };
  },
});
