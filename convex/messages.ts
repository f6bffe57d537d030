/** What was said in a conversation. */
import { paginationOptsValidator } from "convex/server";
import { conversationQuery } from "./functions";
import { toMessageView, vMessagePage } from "./model/shared/views";

/**
 * Messages of a conversation, newest first; within one second the later arrival
 * first. An edited one says what it says now, a deleted one nothing; what they
 * said before is listed for admins.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const listByConversation = conversationQuery({
  role: "viewer",
  args: { paginationOpts: paginationOptsValidator },
  returns: vMessagePage,
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("messages")
      .withIndex("by_conversation_id_and_sent_at", (q) =>
        q.eq("conversation_id", ctx.conversation._id),
      )
      .order("desc")
      .paginate(args.paginationOpts);
    return {
      ...page,
      page: page.page.map((message) => toMessageView(message, ctx.member)),
    };
  },
});
