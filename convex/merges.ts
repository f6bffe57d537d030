/** Who may be one person, what was merged, and until when it can be undone. */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { v } from "convex/values";
import { contactQuery, mergeQuery, workspaceQuery } from "./functions";
import { duplicatesOf, vDuplicate } from "./model/contacts/duplicateList";
import { toMergeView, vMergeView } from "./model/contacts/mergeView";
import { canUndo } from "./model/contacts/mergeUndo";

/**
 * Whom a contact may be the same person as, as far as nobody has decided:
 * strongest reason first, at most 20.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const suspectsOf = contactQuery({
  role: "viewer",
  args: {},
  returns: v.array(vDuplicate),
  handler: async (ctx) => await duplicatesOf(ctx, ctx.contact, ctx.workspace),
});

/**
 * Merges of contacts and conversations, newest first, by people and by the
 * service itself. `as_of` (ms UTC) is the caller's time: by it `undo_refused`
 * tells what is too old.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: { as_of: v.number(), paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vMergeView),
  handler: async (ctx, args) => {
    const region = ctx.workspace.default_region;
    const page = await ctx.db
      .query("mergeLog")
      .withIndex("by_workspace_id_and_merged_at", (q) =>
        q.eq("workspace_id", ctx.workspace._id),
      )
      .order("desc")
      .paginate(args.paginationOpts);
    const rows = page.page.map((merge) =>
      toMergeView(ctx, merge, args.as_of, region),
    );
    return { ...page, page: await Promise.all(rows) };
  },
});

/**
 * One merge with its progress, until when it can be undone and, where it cannot,
 * why: a code of `src/lib/errors.ts`.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const get = mergeQuery({
  role: "viewer",
  args: { as_of: v.number() },
  returns: vMergeView,
  handler: async (ctx, { as_of }) => {
    const { default_region } = ctx.workspace;
    const { refused } = await canUndo(ctx, ctx.merge, as_of);
    const view = await toMergeView(ctx, ctx.merge, as_of, default_region);
    return { ...view, undo_refused: refused };
  },
});
