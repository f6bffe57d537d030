/** The tags of a workspace's contacts. */
import { v } from "convex/values";
import { workspaceQuery } from "./functions";
import { listTags } from "./model/contacts/tags";

/**
 * Every tag that a contact carries, by name, with how many do. At most 500;
 * `has_more` tells of others.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.object({
    tags: v.array(v.object({ tag: v.string(), count: v.number() })),
    has_more: v.boolean(),
  }),
  handler: async (ctx) => await listTags(ctx, ctx.workspace._id),
});
