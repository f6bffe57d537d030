/**
 * What every event about a person on a number has in common: session, contact
 * and conversation are found together, because each is evidence for the others,
 * and each row is written once.
 */
import type { Party, Session } from "../../../src/lib/crm/events";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { resolveContact } from "../contacts/contacts";
import {
  recordConversationActivity,
  type ConversationActivity,
} from "../conversations/conversations";
import type { Scope } from "../workspaces/scope";
import { findSession } from "../conversations/sessions";
import { applyWaitingWorkflows } from "./workflow";
import { loadLiveConversation } from "../shared/redirects";

export interface Activity extends ConversationActivity {
  phoneNumberId: string;
  party: Party;
  session: Session | undefined;
  /** Provider time of what the event says about the person, ms UTC. */
  at: number;
  isHistory: boolean;
  /** Owner of the message the event is about, when it is known already. */
  messageContactId: Id<"contacts"> | undefined;
}

export interface ActivityOwner {
  contact: Doc<"contacts">;
  conversationId: Id<"conversations">;
}

/**
 * Finds or creates the contact and the conversation of an event and writes what
 * it adds to them; then what waited for its session.
 *
 * @throws ConvexError `unidentified_party` as {@link resolveContact}.
 */
export async function recordActivity(
  ctx: MutationCtx,
  scope: Scope,
  activity: Activity,
): Promise<ActivityOwner> {
  const { session } = activity;
  const knownSession =
    session === undefined
      ? null
      : await findSession(
          ctx,
          scope.workspace._id,
          session.kapso_conversation_id,
        );
  const contact = await resolveContact(ctx, scope, {
    party: activity.party,
    at: activity.at,
    isHistory: activity.isHistory,
    hasSession: session !== undefined,
    messageAt: activity.direction === undefined ? undefined : activity.activeAt,
    phoneNumberId: activity.phoneNumberId,
    knownContactIds: [
      activity.messageContactId,
      await sessionContactId(ctx, knownSession),
    ],
  });
  // Two people can still meet in one session when their merge needs a person.
  const ownerId = await sessionContactId(ctx, knownSession);
  const isForeign = ownerId !== undefined && ownerId !== contact._id;
  const conversationId = await recordConversationActivity(
    ctx,
    scope,
    { contactId: contact._id, phoneNumberId: activity.phoneNumberId },
    { ...activity, session: isForeign ? undefined : session, knownSession },
  );
  if (session !== undefined && knownSession === null) {
    await applyWaitingWorkflows(
      ctx,
      scope,
      session.kapso_conversation_id,
      conversationId,
    );
  }
  return { contact, conversationId };
}

async function sessionContactId(
  ctx: MutationCtx,
  session: Doc<"conversationSessions"> | null,
): Promise<Id<"contacts"> | undefined> {
  if (session === null) {
    return undefined;
  }
  const owner = await loadLiveConversation(ctx, session.conversation_id);
  return owner.contact_id;
}
