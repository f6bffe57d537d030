/**
 * What every event about a person on a number has in common: session, contact
 * and conversation are found together, because each is evidence for the others,
 * and each row is written once.
 */
import type { Party, Session } from "../../../src/lib/crm/events";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { resolveContact } from "../contacts/contacts";
import {
  type RecordedPlace,
  recordConversationActivity,
  type ConversationActivity,
} from "../conversations/conversations";
import type { Scope } from "../workspaces/scope";
import { findSession } from "../conversations/sessions";
import { applyWaitingWorkflows } from "./workflow";
import { loadLiveContact } from "../shared/redirects";

export interface Activity extends ConversationActivity {
  phoneNumberId: string;
  party: Party;
  session: Session | undefined;
  /** Provider time of what the event says about the person, ms UTC. */
  at: number;
  isHistory: boolean;
  /** Whose the message is that the event is about, when it is known already. */
  messageContactId: Id<"contacts"> | undefined;
}

export interface ActivityOwner extends RecordedPlace {
  contact: Doc<"contacts">;
  /** The one among those merged into it that the event is about, or itself. */
  homeId: Id<"contacts">;
  isNewContact: boolean;
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
  const sessionHomeId = await sessionHome(ctx, knownSession);
  const sighted = await resolveContact(ctx, scope, {
    party: activity.party,
    at: activity.at,
    isHistory: activity.isHistory,
    hasSession: session !== undefined,
    messageAt: activity.direction === undefined ? undefined : activity.activeAt,
    phoneNumberId: activity.phoneNumberId,
    knownContactIds: [activity.messageContactId, sessionHomeId],
  });
  const { contact, homeId, foreign, isNew } = sighted;
  // Two people can still meet in one session when their merge needs a person.
  const isForeign =
    sessionHomeId !== undefined &&
    (foreign.has(sessionHomeId) ||
      (await loadLiveContact(ctx, sessionHomeId))._id !== contact._id);
  const place = await recordConversationActivity(
    ctx,
    scope,
    {
      contactId: contact._id,
      homeId,
      phoneNumberId: activity.phoneNumberId,
    },
    { ...activity, session: isForeign ? undefined : session, knownSession },
  );
  if (session !== undefined && knownSession === null) {
    await applyWaitingWorkflows(
      ctx,
      scope,
      session.kapso_conversation_id,
      place.homeConversationId,
    );
  }
  return { contact, homeId, isNewContact: isNew, ...place };
}

/** Whose a session is, whatever was merged since. */
async function sessionHome(
  ctx: QueryCtx,
  session: Doc<"conversationSessions"> | null,
): Promise<Id<"contacts"> | undefined> {
  if (session === null) {
    return undefined;
  }
  const conversation = await ctx.db.get(
    "conversations",
    session.home_conversation_id ?? session.conversation_id,
  );
  return conversation?.contact_id;
}
