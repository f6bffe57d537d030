/**
 * Two conversations of one contact, on two of our numbers, become one because
 * people said so. What comes on either number is then seen in the one.
 */
import { ConvexError } from "convex/values";
import type { UserId } from "../users/tables";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { placeConversations } from "../conversations/place";
import { loadLiveContact } from "../shared/redirects";
import type { Scope } from "../workspaces/scope";
import { loadFamily } from "./family";
import { beginMoving } from "./moving";

type Conversation = Doc<"conversations">;

/**
 * Joins `loser` to `survivor`, both live.
 *
 * @throws ConvexError `different_contacts` when they are not of one contact.
 */
export async function mergeConversations(
  ctx: MutationCtx,
  scope: Scope,
  survivor: Conversation,
  loser: Conversation,
  by: UserId,
): Promise<Id<"mergeLog">> {
  if (survivor.contact_id !== loser.contact_id) {
    throw new ConvexError({ code: "different_contacts" });
  }
  const contact = await loadLiveContact(ctx, survivor.contact_id);
  const { members } = await loadFamily(ctx, contact);
  const mergeId = await ctx.db.insert("mergeLog", {
    workspace_id: contact.workspace_id,
    survivor_id: contact._id,
    loser_id: contact._id,
    reason: "human",
    survivor_json: JSON.stringify(survivor),
    loser_json: JSON.stringify(loser),
    merged_at: scope.now,
    merged_by: by,
    survivor_conversation_id: survivor._id,
    loser_conversation_id: loser._id,
    moving_ids: members,
    total_rows: loser.message_count,
  });
  await ctx.db.patch("conversations", loser._id, { joined_to: survivor._id });
  await placeConversations(ctx, contact._id, members);
  await beginMoving(ctx, mergeId, "moving", "human");
  return mergeId;
}

/** Takes a merge of conversations back. */
export async function undoConversationMerge(
  ctx: MutationCtx,
  merge: Doc<"mergeLog">,
): Promise<void> {
  const loser =
    merge.loser_conversation_id &&
    (await ctx.db.get("conversations", merge.loser_conversation_id));
  if (!loser) {
    throw new Error("a merged conversation stays -- invariant");
  }
  const contact = await loadLiveContact(ctx, loser.contact_id);
  const { members } = await loadFamily(ctx, contact);
  await ctx.db.patch("conversations", loser._id, { joined_to: undefined });
  await placeConversations(ctx, contact._id, members);
  await ctx.db.patch("mergeLog", merge._id, {
    moving_ids: members,
    total_rows: loser.message_count,
  });
  await beginMoving(ctx, merge._id, "undoing", "human");
}
