/** Contacts that somebody names by their ids. */
import { ConvexError } from "convex/values";
import { MAX_SELECTED_IDS } from "../../../src/lib/crm/editRefusals";
import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { liveContact } from "../shared/redirects";
import { editRefusal } from "../shared/refuse";

/**
 * The contacts that are named, each once and merges followed.
 *
 * @throws ConvexError `invalid_selection` for none and for more than 500;
 *   `not_found` for one of others.
 */
export async function loadSelected(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  ids: readonly Id<"contacts">[],
): Promise<Set<Id<"contacts">>> {
  if (ids.length === 0 || ids.length > MAX_SELECTED_IDS) {
    throw editRefusal("invalidSelection");
  }
  const found = new Set<Id<"contacts">>();
  for (const id of ids) {
    const contact = await ctx.db.get("contacts", id);
    if (contact?.workspace_id !== workspaceId) {
      throw new ConvexError({ code: "not_found" });
    }
    found.add((await liveContact(ctx, contact))._id);
  }
  return found;
}
