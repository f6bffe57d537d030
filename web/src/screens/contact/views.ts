/** Conversations and messages as a contact's page has them. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../../convex/_generated/api";

export type ConversationView = FunctionReturnType<
  typeof api.conversations.listByContact
>[number];

export type MessageView = FunctionReturnType<
  typeof api.messages.listByConversation
>["page"][number];
