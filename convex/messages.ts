/** What was said in a conversation. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { query } from "./_generated/server";
import { requireConversation, requireMember } from "./model/workspaces/access";
import { toMessageView, vMessagePage } from "./model/shared/views";

/**
 * Messages of a conversation, newest first; within one second the later arrival
 * first. An edited one says what it says now, a deleted one nothing; what they
 * said before is listed for admins.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const listByConversation = query({
  args: {
    conversation_id: v.id("conversations"),
    paginationOpts: paginationOptsValidator,
  },
  returns: vMessagePage,
  handler: async (ctx, args) => {
    const conversation = await requireConversation(ctx, args.conversation_id);
    const member = await requireMember(ctx, conversation.workspace_id);
    const page = await ctx.db
      .query("messages")
      .withIndex("by_conversation_id_and_sent_at", (q) =>
        q.eq("conversation_id", conversation._id),
      )
      .order("desc")
      .paginate(args.paginationOpts);
    return {
      ...page,
      page: page.page.map((message) => toMessageView(message, member)),
    };
  },
});
