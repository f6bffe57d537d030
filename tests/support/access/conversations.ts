import { api } from "../../../convex/_generated/api";
import { type AccessCases, paginationOpts } from "./case";

export const cases: AccessCases = {
  "conversations:get": {
    role: "viewer",
    call: (as, { conversation_id }) =>
      as.query(api.conversations.get, { conversation_id }),
  },
  "conversations:list": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.conversations.list, { workspace_id, paginationOpts }),
  },
  "conversations:listByContact": {
    role: "viewer",
    call: (as, { contact_id }) =>
      as.query(api.conversations.listByContact, { contact_id }),
  },
  "conversations:markRead": {
    role: "agent",
    call: (as, { conversation_id }) =>
      as.mutation(api.conversations.markRead, { conversation_id }),
  },
  "conversations:markUnread": {
    role: "agent",
    call: (as, { conversation_id }) =>
      as.mutation(api.conversations.markUnread, { conversation_id }),
  },
  "messages:listByConversation": {
    role: "viewer",
    call: (as, { conversation_id }) =>
      as.query(api.messages.listByConversation, {
        conversation_id,
        paginationOpts,
      }),
  },
};
