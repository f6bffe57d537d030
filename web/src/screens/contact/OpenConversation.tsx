/** Leads from a conversation to the page of its contact. */
import { Navigate } from "@tanstack/react-router";
import { useQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useMembership } from "../../app/workspace";

export function OpenConversation({
  conversationId,
}: {
  conversationId: Id<"conversations">;
}) {
  const { workspace } = useMembership();
  const conversation = useQuery(api.conversations.get, {
    conversation_id: conversationId,
  });
  return conversation === undefined ? null : (
    <Navigate
      to="/w/$slug/contacts/$contactId"
      params={{ slug: workspace.slug, contactId: conversation.contact_id }}
      replace
    />
  );
}
