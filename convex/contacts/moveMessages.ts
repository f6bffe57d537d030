/** The part of a merge that may be long: moving messages, chunk by chunk. */
import { v } from "convex/values";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { internalMutation } from "../_generated/server";
import { refreshContactWaiting } from "../model/contacts/waiting";
import {
  loadLiveContact,
  loadLiveConversation,
} from "../model/shared/redirects";

/** Messages moved per transaction: a patch and at most one conversation read each. */
const MOVE_BATCH = 500;

/**
 * Gives a merged contact's messages to its survivor and puts them into the
 * surviving conversations; goes on by the scheduler until none is left.
 */
export const moveMessages = internalMutation({
  args: {
    merge_id: v.id("mergeLog"),
    from_contact_id: v.id("contacts"),
    to_contact_id: v.id("contacts"),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    const messages = await ctx.db
      .query("messages")
      .withIndex("by_contact_id_and_sent_at", (q) =>
        q.eq("contact_id", args.from_contact_id),
      )
      .take(MOVE_BATCH);
    // The survivor may have been merged itself since this chunk was planned.
    const survivor = await loadLiveContact(ctx, args.to_contact_id);
    const moved = new Map<Id<"conversations">, Id<"messages">[]>();
    for (const message of messages) {
      const conversation = await loadLiveConversation(
        ctx,
        message.conversation_id,
      );
      await ctx.db.patch("messages", message._id, {
        contact_id: survivor._id,
        conversation_id: conversation._id,
      });
      const ids = moved.get(message.conversation_id) ?? [];
      moved.set(message.conversation_id, [...ids, message._id]);
    }
    for (const [conversationId, ids] of moved) {
      await ctx.db.insert("mergeMoves", {
        merge_id: args.merge_id,
        table: "messages",
        ids,
        from_conversation_id: conversationId,
      });
    }
    await refreshContactWaiting(ctx, survivor._id);
    if (messages.length === MOVE_BATCH) {
      await ctx.scheduler.runAfter(
        0,
        internal.contacts.moveMessages.moveMessages,
        args,
      );
    }
    return null;
  },
});
