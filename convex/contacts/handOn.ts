/** Hands on the contacts of a member who went. */
import { v } from "convex/values";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { internalMutation } from "../_generated/server";
import { patchContact } from "../model/contacts/write";
import { vUserId } from "../model/users/tables";
import { findMember } from "../model/workspaces/members";

/** Contacts per transaction. */
const BATCH = 200;

const inJson = (userId: Id<"users"> | undefined) =>
  userId === undefined ? undefined : JSON.stringify(userId);

/**
 * Gives a batch of the contacts to the heir, or to nobody, and goes on by itself.
 * An heir who has gone meanwhile gets none.
 */
export const run = internalMutation({
  args: {
    workspace_id: v.id("workspaces"),
    from_user_id: vUserId,
    to_user_id: v.union(v.null(), vUserId),
    by_user_id: vUserId,
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    const { workspace_id, from_user_id, to_user_id } = args;
    if ((await findMember(ctx, workspace_id, from_user_id)) !== null) {
      // Came back before it was their turn: what they have is theirs.
      return null;
    }
    const heir =
      to_user_id && (await findMember(ctx, workspace_id, to_user_id));
    const contacts = await ctx.db
      .query("contacts")
      .withIndex("by_workspace_id_and_owner_id", (q) =>
        q.eq("workspace_id", workspace_id).eq("owner_id", from_user_id),
      )
      .take(BATCH);
    const at = Date.now();
    for (const contact of contacts) {
      const owner_id = heir?.user_id;
      await patchContact(ctx, contact, { owner_id });
      await ctx.db.insert("contactEvents", {
        workspace_id,
        contact_id: contact._id,
        at,
        actor: { kind: "member", user_id: args.by_user_id },
        kind: "edited",
        field: "owner",
        old_json: inJson(from_user_id),
        new_json: inJson(owner_id),
      });
    }
    if (contacts.length === BATCH) {
      await ctx.scheduler.runAfter(0, internal.contacts.handOn.run, args);
    }
    return null;
  },
});
