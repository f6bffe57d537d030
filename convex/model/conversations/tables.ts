/** Tables of what was said: conversations, Kapso's sessions, messages. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import {
  vContent,
  vDirection,
  vOrigin,
  vProviderError,
  vSourceForm,
} from "../../../src/lib/crm/events";
import { vUserId } from "../users/tables";

export const vMessageStatus = v.union(
  v.literal("received"),
  v.literal("pending"),
  v.literal("sent"),
  v.literal("failed"),
  v.literal("delivered"),
  v.literal("read"),
  v.literal("played"),
);

export const vStatusTimes = v.object({
  sent: v.optional(v.number()),
  failed: v.optional(v.number()),
  delivered: v.optional(v.number()),
  read: v.optional(v.number()),
  played: v.optional(v.number()),
});

/** Latest reaction of one side; without `emoji` it was taken back. */
export const vReaction = v.object({
  direction: vDirection,
  emoji: v.optional(v.string()),
  at: v.number(),
  kapso_message_id: v.string(),
});

/** What a message said at first. */
const vToldContent = v.object({
  type: v.string(),
  source: vSourceForm,
  content: vContent,
});

/** What it said after one edit. */
const vEdit = v.object({
  ...vToldContent.fields,
  kapso_message_id: v.string(),
  at: v.number(),
});

/** Until when, and who said so. */
const vDismissal = v.object({ at: v.number(), user_id: vUserId });

/** The latest handoff or workflow failure, by provider time. */
const vWorkflowNote = v.object({
  outcome: v.union(v.literal("handoff"), v.literal("failed")),
  at: v.number(),
  workflow_execution_id: v.string(),
  reason: v.optional(v.string()),
});

const vConversationStatus = v.union(v.literal("open"), v.literal("ended"));

/** What a conversation says by itself, without those merged into it. */
export const vConversationFacts = v.object({
  kapso_conversation_id: v.optional(v.string()),
  status: vConversationStatus,
  last_message_at: v.number(),
  last_inbound_at: v.optional(v.number()),
  last_outbound_at: v.optional(v.number()),
  unread_count: v.number(),
  message_count: v.number(),
  workflow: v.optional(vWorkflowNote),
});

export const conversationTables = {
  /**
   * The conversation of one contact on one of our numbers. Written by apply and
   * merges; kept. A merged one stays its contact's, as a redirect that goes on
   * saying what it would say by itself.
   */
  conversations: defineTable({
    workspace_id: v.id("workspaces"),
    contact_id: v.id("contacts"),
    phone_number_id: v.string(),
    /** The newest session's id; absent while only Meta's form was seen. */
    kapso_conversation_id: v.optional(v.string()),
    /** "ended" when the newest session ended and nothing came after it. */
    status: vConversationStatus,
    /** Newest activity: a message, a reaction, or the session's opening. */
    last_message_at: v.number(),
    last_inbound_at: v.optional(v.number()),
    last_outbound_at: v.optional(v.number()),
    unread_count: v.number(),
    message_count: v.number(),
    /** Since when somebody of ours owes an answer here (model/…/waiting.ts). */
    waiting_since: v.optional(v.number()),
    /** The first message without an answer. */
    waiting_message_id: v.optional(v.id("messages")),
    /** When we promised an answer and have not given it since. */
    waiting_promised_at: v.optional(v.number()),
    /** So many messages have no answer that it may wait since before them. */
    waiting_longer: v.optional(v.literal(true)),
    /**
     * A member said that what had arrived until then needs no answer. Stands
     * until it is taken back; a later message can wait again.
     */
    waiting_dismissed: v.optional(
      v.object({
        ...vDismissal.fields,
        /** The one before it, which is back when this one is taken back. */
        before: v.optional(vDismissal),
      }),
    ),
    /** The latest handoff or workflow failure, by provider time. */
    workflow: v.optional(vWorkflowNote),
    /** There while others are merged into it; see model/conversations/place.ts. */
    own: v.optional(vConversationFacts),
    /** The one of the same contact that people merged it into. */
    joined_to: v.optional(v.id("conversations")),
    merged_into: v.optional(v.id("conversations")),
  })
    .index("by_contact_id_and_merged_into_and_phone_number_id", [
      "contact_id",
      "merged_into",
      "phone_number_id",
    ])
    .index("by_contact_id_and_phone_number_id", [
      "contact_id",
      "phone_number_id",
    ])
    .index("by_merged_into", ["merged_into"])
    .index("by_workspace_id_and_merged_into_and_last_message_at", [
      "workspace_id",
      "merged_into",
      "last_message_at",
    ])
    // Who waits, for digests.
    .index("by_workspace_id_and_merged_into_and_waiting_since", [
      "workspace_id",
      "merged_into",
      "waiting_since",
    ])
    .index("by_workspace_and_merged_and_phone_number_id_and_last_message_at", [
      "workspace_id",
      "merged_into",
      "phone_number_id",
      "last_message_at",
    ])
    .index("by_workspace_id_and_merged_into_and_status_and_last_message_at", [
      "workspace_id",
      "merged_into",
      "status",
      "last_message_at",
    ]),

  /**
   * Kapso's conversations: what they call a conversation is a session of our
   * conversation. Written by apply; read to find the conversation; kept.
   */
  conversationSessions: defineTable({
    workspace_id: v.id("workspaces"),
    kapso_conversation_id: v.string(),
    conversation_id: v.id("conversations"),
    phone_number_id: v.string(),
    started_at: v.optional(v.number()),
    last_active_at: v.number(),
    ended_at: v.optional(v.number()),
    inactive_at: v.optional(v.number()),
    /** Why it belongs to this conversation, and since when. */
    attached_reason: v.union(
      v.literal("first_session"),
      v.literal("same_person_same_number"),
      v.literal("merge"),
    ),
    attached_at: v.number(),
    /** The conversation it began in, where a merge moved it. */
    home_conversation_id: v.optional(v.id("conversations")),
  })
    .index("by_home_conversation_id_and_conversation_id", [
      "home_conversation_id",
      "conversation_id",
    ])
    .index("by_workspace_id_and_kapso_conversation_id", [
      "workspace_id",
      "kapso_conversation_id",
    ])
    .index("by_kapso_conversation_id", ["kapso_conversation_id"])
    .index("by_conversation_id", ["conversation_id"]),

  /**
   * One row per WhatsApp message. Written by apply; read by people; kept, or as
   * long as `message_retention_days` of the workspace says.
   * Order within a second is the order of arrival (`_creationTime`).
   * The content fields say what may be shown: the newest edit's words, nothing
   * once the message is deleted. What was said before is for admins.
   */
  messages: defineTable({
    workspace_id: v.id("workspaces"),
    conversation_id: v.id("conversations"),
    contact_id: v.id("contacts"),
    /** The wamid. Holds a phone number inside: personal data. */
    kapso_message_id: v.string(),
    direction: vDirection,
    type: v.string(),
    ...vContent.fields,
    source: vSourceForm,
    origin: vOrigin,
    status: vMessageStatus,
    status_times: vStatusTimes,
    error: v.optional(vProviderError),
    reactions: v.optional(v.array(vReaction)),
    sent_at: v.number(),
    /** Provider time of the newest edit. */
    edited_at: v.optional(v.number()),
    /** When the author deleted it for everyone, provider time. */
    revoked_at: v.optional(v.number()),
    /** Set once the message was edited or deleted. */
    original: v.optional(vToldContent),
    /** Oldest first, the newest 10 (src/lib/crm/revisions.ts). */
    edits: v.optional(v.array(vEdit)),
    /** When the row became visible: what a digest has seen is below its mark. */
    committed_at: v.commitTs(),
    /** The conversation it was said in, where that has been merged. */
    home_conversation_id: v.optional(v.id("conversations")),
  })
    .index("by_home_conversation_id_and_conversation_id", [
      "home_conversation_id",
      "conversation_id",
    ])
    .index("by_workspace_id_and_committed_at", ["workspace_id", "committed_at"])
    // The oldest, for retention.
    .index("by_workspace_id_and_sent_at", ["workspace_id", "sent_at"])
    .index("by_workspace_id_and_kapso_message_id", [
      "workspace_id",
      "kapso_message_id",
    ])
    .index("by_conversation_id_and_sent_at", ["conversation_id", "sent_at"])
    .index("by_contact_id_and_sent_at", ["contact_id", "sent_at"]),
};
