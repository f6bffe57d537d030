/** What applying an event made or changed, with the rows it is about. */
import type { Effect } from "../../../src/lib/webhooks/effects";
import type { Id } from "../../_generated/dataModel";
import type { ItemEffects } from "../webhooks/items";
import type { ActivityOwner } from "./activity";

export type Applied = ItemEffects;

/** An event that is about no person. */
export const appliedTo = (...effects: Effect[]): Applied => ({ effects });

/** An event of somebody in a conversation, and what it told beyond that. */
export const appliedFor = (
  owner: ActivityOwner,
  effects: readonly Effect[],
  message_id?: Id<"messages">,
): Applied => ({
  effects: [
    owner.isNewContact ? "contact_made" : "contact_seen",
    owner.isNewConversation ? "conversation_made" : "conversation_updated",
    ...effects,
  ],
  contact_id: owner.contact._id,
  conversation_id: owner.conversationId,
  ...(message_id && { message_id }),
});
