/** Conversations: one per contact and business number. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import {
  contactQuery,
  conversationMutation,
  conversationPairMutation,
  mergeMutation,
  conversationQuery,
  workspaceQuery,
} from "./functions";
import { mergeConversations } from "./model/contacts/conversationMerge";
import { undoMerge as undo } from "./model/contacts/mergeUndo";
import {
  markConversationRead,
  markConversationUnread,
} from "./model/conversations/facts";
import {
  dismissWaiting as dismiss,
  undismissWaiting as undismiss,
} from "./model/contacts/waiting";
import {
  toConversationView,
  vConversation,
  vConversationPage,
} from "./model/shared/views";

/** One conversation per business number of the workspace. */
const MAX_CONVERSATIONS_PER_CONTACT = 200;

/**
 * Conversations of a workspace, newest activity first.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: {
    paginationOpts: paginationOptsValidator,
    status: v.optional(v.union(v.literal("open"), v.literal("ended"))),
  },
  returns: vConversationPage,
  handler: async (ctx, args) => {
    const { status } = args;
    const conversations = ctx.db.query("conversations");
    const rows =
      status === undefined
        ? conversations.withIndex(
            "by_workspace_id_and_merged_into_and_last_message_at",
            (q) =>
              q
                .eq("workspace_id", ctx.workspace._id)
                .eq("merged_into", undefined),
          )
        : conversations.withIndex(
            "by_workspace_id_and_merged_into_and_status_and_last_message_at",
            (q) =>
              q
                .eq("workspace_id", ctx.workspace._id)
                .eq("merged_into", undefined)
                .eq("status", status),
          );
    const page = await rows.order("desc").paginate(args.paginationOpts);
    return { ...page, page: page.page.map(toConversationView) };
  },
});

/**
 * One conversation; the id of a merged one leads to its survivor.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const get = conversationQuery({
  role: "viewer",
  args: {},
  returns: vConversation,
  handler: async (ctx) => toConversationView(ctx.conversation),
});

/**
 * All conversations of a contact, one per business number.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const listByContact = contactQuery({
  role: "viewer",
  args: {},
  returns: v.array(vConversation),
  handler: async (ctx) => {
    const conversations = await ctx.db
      .query("conversations")
      .withIndex("by_contact_id_and_merged_into_and_phone_number_id", (q) =>
        q.eq("contact_id", ctx.contact._id).eq("merged_into", undefined),
      )
      .take(MAX_CONVERSATIONS_PER_CONTACT);
    return conversations.map(toConversationView);
  },
});

/**
 * Marks a conversation as read by the team.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` for viewers.
 */
export const markRead = conversationMutation({
  role: "agent",
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    await markConversationRead(ctx, ctx.conversation);
    return null;
  },
});

/**
 * Marks the customer's last message as not read by the team, so that somebody
 * comes back to it. Nothing changes where there is none, or one is unread.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` for viewers.
 */
export const markUnread = conversationMutation({
  role: "agent",
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    await markConversationUnread(ctx, ctx.conversation);
    return null;
  },
});

/**
 * Merges two conversations of one contact, which are on two of our numbers: the
 * survivor goes on, and what comes on the other's number is seen in it.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admins;
 *   `self_merge`, `already_merged`, `different_workspaces`, `different_contacts`.
 */
export const merge = conversationPairMutation({
  role: "admin",
  args: {},
  returns: v.object({ merge_id: v.id("mergeLog") }),
  handler: async (ctx) => {
    const [survivor, duplicate] = ctx.conversations;
    const scope = { workspace: ctx.workspace, now: Date.now() };
    const merge_id = await mergeConversations(
      ctx,
      scope,
      survivor,
      duplicate,
      ctx.member.user_id,
    );
    return { merge_id };
  },
});

/**
 * Undoes a merge of conversations, for 30 days.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admins;
 *   `already_undone`, `undo_expired`.
 */
export const undoMerge = mergeMutation({
  role: "admin",
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const scope = { workspace: ctx.workspace, now: Date.now() };
    await undo(ctx, scope, ctx.merge, ctx.member.user_id);
    return null;
  },
});

/**
 * Says that what has arrived needs no answer. It stands until the customer writes
 * something new that wants one. `dismissed_at` takes it back; null where nobody
 * waited.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` for viewers.
 */
export const dismissWaiting = conversationMutation({
  role: "agent",
  args: {},
  returns: v.object({ dismissed_at: v.union(v.number(), v.null()) }),
  handler: async (ctx) => ({
    dismissed_at: await dismiss(ctx, ctx.conversation, ctx.member.user_id),
  }),
});

/**
 * Takes a dismissal back. `is_undone` is false when it does not stand any more
 * or was followed by another one.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` for viewers.
 */
export const undismissWaiting = conversationMutation({
  role: "agent",
  args: { dismissed_at: v.number() },
  returns: v.object({ is_undone: v.boolean() }),
  handler: async (ctx, { dismissed_at }) => ({
    is_undone: await undismiss(ctx, ctx.conversation, dismissed_at),
  }),
});
