/** The people of a workspace. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { contactQuery, workspaceQuery } from "./functions";
import { searchContacts } from "./model/contacts/search";
import { vLeadStatus } from "./model/contacts/tables";
import { toContactView, vContact, vContactPage } from "./model/shared/views";

/** Most rows a search returns. */
const MAX_SEARCH_RESULTS = 50;

/**
 * Contacts of a workspace, newest activity first; contacts that never wrote
 * come last. With `tag`, pages hold only contacts that carry it and may be
 * shorter than asked for.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: {
    paginationOpts: paginationOptsValidator,
    lead_status: v.optional(vLeadStatus),
    tag: v.optional(v.string()),
  },
  returns: vContactPage,
  handler: async (ctx, args) => {
    const { lead_status: leadStatus, tag } = args;
    const contacts = ctx.db.query("contacts");
    const rows =
      leadStatus === undefined
        ? contacts.withIndex(
            "by_workspace_id_and_merged_into_and_last_message_at",
            (q) =>
              q
                .eq("workspace_id", ctx.workspace._id)
                .eq("merged_into", undefined),
          )
        : contacts.withIndex(
            "by_workspace_id_and_merged_and_lead_status_and_last_message_at",
            (q) =>
              q
                .eq("workspace_id", ctx.workspace._id)
                .eq("merged_into", undefined)
                .eq("lead_status", leadStatus),
          );
    const page = await rows.order("desc").paginate(args.paginationOpts);
    return {
      ...page,
      page: page.page
        .filter((contact) => tag === undefined || contact.tags.includes(tag))
        .map(toContactView),
    };
  },
});

/**
 * Contacts by any spelling of a phone number, the last 4 or more digits of one,
 * or words of a name or username. At most 50, best match first.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const search = workspaceQuery({
  role: "viewer",
  args: {
    query: v.string(),
    limit: v.optional(v.number()),
  },
  returns: v.array(vContact),
  handler: async (ctx, args) => {
    // Clients may send fractions and NaN as numbers.
    const wanted = Math.trunc(args.limit ?? MAX_SEARCH_RESULTS) || 1;
    const limit = Math.max(1, Math.min(wanted, MAX_SEARCH_RESULTS));
    const found = await searchContacts(
      ctx,
      ctx.workspace._id,
      args.query,
      limit,
    );
    return found.map(toContactView);
  },
});

/**
 * One contact; the id of a merged one leads to its survivor.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const get = contactQuery({
  role: "viewer",
  args: {},
  returns: vContact,
  handler: async (ctx) => toContactView(ctx.contact),
});
