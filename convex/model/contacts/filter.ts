/** Which contacts of a workspace are meant: one filter for lists and bulk changes. */
import type { PaginationOptions, PaginationResult } from "convex/server";
import { v } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { vLeadStatus } from "./tables";

/** Each part narrows; without any, every contact is meant. */
export const vContactFilter = v.object({
  lead_status: v.optional(vLeadStatus),
  tag: v.optional(v.string()),
});
export type ContactFilter = typeof vContactFilter.type;

/**
 * One page of the contacts that match, least recently active first. Activity
 * only grows (I4), so whoever writes while the pages are read moves towards the
 * end: nobody is passed over, and somebody may come twice. With `tag`, pages may
 * be shorter than asked for.
 */
export async function pageOfContacts(
  ctx: QueryCtx,
  workspace: Pick<Doc<"workspaces">, "_id">,
  { lead_status: leadStatus, tag }: ContactFilter,
  paginationOpts: PaginationOptions,
): Promise<PaginationResult<Doc<"contacts">>> {
  const contacts = ctx.db.query("contacts");
  const rows =
    leadStatus === undefined
      ? contacts.withIndex(
          "by_workspace_id_and_merged_into_and_last_message_at",
          (q) =>
            q.eq("workspace_id", workspace._id).eq("merged_into", undefined),
        )
      : contacts.withIndex(
          "by_workspace_id_and_merged_and_lead_status_and_last_message_at",
          (q) =>
            q
              .eq("workspace_id", workspace._id)
              .eq("merged_into", undefined)
              .eq("lead_status", leadStatus),
        );
  const page = await rows.order("asc").paginate(paginationOpts);
  return {
    ...page,
    page: page.page.filter(
      (contact) => tag === undefined || contact.tags.includes(tag),
    ),
  };
}
