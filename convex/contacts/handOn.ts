/** Hands on the contacts of a member who went. */
import { v } from "convex/values";
import { internal } from "../_generated/api";
import { internalMutation } from "../_generated/server";
import { draftEdit, saveDraft, type Editor } from "../model/contacts/edits";
import { vUserId } from "../model/users/tables";
import { findMember } from "../model/workspaces/members";

/** Contacts per transaction. */
const BATCH = 100;

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
      .withIndex(
        "by_workspace_id_and_merged_into_and_owner_id_and_last_message_at",
        (q) =>
          q
            .eq("workspace_id", workspace_id)
            .eq("merged_into", undefined)
            .eq("owner_id", from_user_id),
      )
      .take(BATCH);
    const value = heir?.user_id ?? null;
    const by: Editor = {
      actor: { kind: "member", user_id: args.by_user_id },
      at: Date.now(),
    };
    for (const contact of contacts) {
      const draft = draftEdit(contact, [{ field: "owner_id", value }], by);
      if (typeof draft === "string") {
        throw new Error("an owner can always be changed -- invariant");
      }
      await saveDraft(ctx, contact, draft, by);
    }
    if (contacts.length === BATCH) {
      await ctx.scheduler.runAfter(0, internal.contacts.handOn.run, args);
    }
    return null;
  },
});
