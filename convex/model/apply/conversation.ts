/** Conversation created, inactive, ended: facts about a session. */
import type { ConversationEvent } from "../../../src/lib/crm/events";
import type { MutationCtx } from "../../_generated/server";
import type { Scope } from "../workspaces/scope";
import type { SessionTimesSeen } from "../conversations/sessions";
import { recordActivity } from "./activity";
import { type Applied, appliedFor } from "./applied";

/**
 * Records the session. An inactive one stays open; an ended one closes the
 * conversation unless something newer came; it and its history stay.
 */
export async function applyConversation(
  ctx: MutationCtx,
  scope: Scope,
  event: ConversationEvent,
): Promise<Applied> {
  const owner = await recordActivity(ctx, scope, {
    phoneNumberId: event.phone_number_id,
    party: event.party,
    session: event.session,
    at: event.at,
    isHistory: false,
    messageContactId: undefined,
    activeAt: event.session.started_at ?? 0,
    sessionTimes: timesOf(event),
  });
  return appliedFor(owner, ["session_noted"]);
}

function timesOf(event: ConversationEvent): SessionTimesSeen {
  switch (event.change) {
    case "created":
      return { activeAt: event.at };
    case "inactive":
      return { inactiveAt: event.at };
    case "ended":
      return { endedAt: event.at };
  }
}
