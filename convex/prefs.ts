/** The caller's preferences of the page, one set a workspace. */
import { workspaceMutation, workspaceQuery } from "./functions";
import { loadPrefs, savePrefs, vPrefs } from "./model/workspaces/prefs";

/**
 * What the caller has set; absent ones are the page's to choose.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const get = workspaceQuery({
  role: "viewer",
  args: {},
  returns: vPrefs,
  handler: async (ctx) => await loadPrefs(ctx, ctx.member),
});

/**
 * Sets the given preferences and keeps the others.
 *
 * @returns All of before: setting those undoes it.
 * @throws ConvexError `unauthenticated`, `not_found`, `invalid_prefs`.
 */
export const set = workspaceMutation({
  role: "viewer",
  args: { prefs: vPrefs },
  returns: vPrefs,
  handler: async (ctx, args) => await savePrefs(ctx, ctx.member, args.prefs),
});
