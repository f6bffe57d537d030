/** Saved views of the contact list: personal and shared ones. */
import { v } from "convex/values";
import { workspaceMutation, workspaceQuery } from "./functions";
import {
  listViews,
  requireView,
  saveView,
  toSavedView,
  vSavedView,
  vViewContent,
} from "./model/contacts/savedViews";

/**
 * The caller's views and the shared ones, oldest first.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(vSavedView),
  handler: async (ctx) => {
    const views = await listViews(ctx, ctx.member);
    return views.map((view) => toSavedView(view, ctx.member));
  },
});

/**
 * Saves a new view, or another content of one. Sharing takes an agent; a shared
 * view is changed by who made it and by admins.
 *
 * @returns The view's id, and what it held before: saving that undoes it.
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden`,
 *   `invalid_view`, `too_many_views`.
 */
export const save = workspaceMutation({
  role: "viewer",
  args: { view_id: v.optional(v.id("savedViews")), view: vViewContent },
  returns: v.object({
    view_id: v.id("savedViews"),
    before: v.union(v.null(), vSavedView),
  }),
  handler: async (ctx, args) => {
    const before =
      args.view_id === undefined
        ? null
        : await requireView(ctx, ctx.member, args.view_id);
    const viewId = await saveView(ctx, ctx.member, before, args.view);
    return {
      view_id: viewId,
      before: before && toSavedView(before, ctx.member),
    };
  },
});

/**
 * Removes a view.
 *
 * @returns What it held: saving that as a new one undoes it.
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden`.
 */
export const remove = workspaceMutation({
  role: "viewer",
  args: { view_id: v.id("savedViews") },
  returns: vSavedView,
  handler: async (ctx, args) => {
    const view = await requireView(ctx, ctx.member, args.view_id);
    await ctx.db.delete("savedViews", view._id);
    return toSavedView(view, ctx.member);
  },
});
