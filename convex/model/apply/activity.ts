/**
 * What every event about a person on a number has in common: session, contact
 * and conversation are found together, because each is evidence for the others,
 * and each row is written once.
 */
import type { Party, Session } from "../../../src/lib/crm/events";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { beginSighting } from "../contacts/contacts";
import { patchContact } from "../contacts/write";
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

/** The same before the contact is written. */
export interface BegunActivity extends ActivityOwner {
  /** The contact as it is stored. */
  contact: Doc<"contacts">;
  /** What the event changes on it: to be written with what else is known. */
  learned: Partial<Doc<"contacts">>;
}

/** {@link beginActivity}, and the contact is written. */
export async function recordActivity(
  ctx: MutationCtx,
  scope: Scope,
  activity: Activity,
): Promise<ActivityOwner> {
  const { learned, ...owner } = await beginActivity(ctx, scope, activity);
  return {
    ...owner,
    contact: await patchContact(ctx, owner.contact, learned),
  };
}

/**
 * Finds or creates the contact and the conversation of an event and writes what
 * it adds to the conversation; then what waited for its session. What it adds to
 * the contact is for the caller to write.
 *
 * @throws ConvexError `unidentified_party` as {@link beginSighting}.
 */
export async function beginActivity(
  ctx: MutationCtx,
  scope: Scope,
  activity: Activity,
): Promise<BegunActivity> {
  const { session } = activity;
  const knownSession =
    session === undefined
      ? null
      : await findSession(
          ctx,
          scope.workspace._id,
          session.kapso_conversation_id,
        );
  const sessionConversation = await conversationOf(ctx, knownSession);
  const sessionHomeId = sessionConversation?.contact_id;
  const sighted = await beginSighting(ctx, scope, {
    party: activity.party,
    at: activity.at,
    isHistory: activity.isHistory,
    hasSession: session !== undefined,
    messageAt: activity.direction === undefined ? undefined : activity.activeAt,
    phoneNumberId: activity.phoneNumberId,
    knownContactIds: [activity.messageContactId, sessionHomeId],
  });
  const { contact, homeId, foreign, isNew, learned } = sighted;
  // Two people can still meet in one session when their merge needs a person.
  const isForeign =
    sessionHomeId !== undefined &&
    (foreign.has(sessionHomeId) ||
      (sessionHomeId !== contact._id &&
        (await loadLiveContact(ctx, sessionHomeId))._id !== contact._id));
  const place = await recordConversationActivity(
    ctx,
    scope,
    {
      contactId: contact._id,
      homeId,
      phoneNumberId: activity.phoneNumberId,
    },
    {
      ...activity,
      session: isForeign ? undefined : session,
      knownSession,
      sessionConversation,
    },
  );
  const owner = { contact, homeId, isNewContact: isNew, learned, ...place };
  return session !== undefined && knownSession === null
    ? await applyWaitingForSession(ctx, scope, session, owner)
    : owner;
}

/** What waited for a new session changes the same rows, if there is anything. */
async function applyWaitingForSession(
  ctx: MutationCtx,
  scope: Scope,
  { kapso_conversation_id }: Session,
  { learned, conversation: _before, ...owner }: BegunActivity,
): Promise<BegunActivity> {
  await patchContact(ctx, owner.contact, learned);
  await applyWaitingWorkflows(
    ctx,
    scope,
    kapso_conversation_id,
    owner.homeConversationId,
  );
  const contact = await loadLiveContact(ctx, owner.contact._id);
  return { ...owner, contact, learned: {} };
}

/** Where a session belongs, whatever was merged since. */
async function conversationOf(
  ctx: QueryCtx,
  session: Doc<"conversationSessions"> | null,
): Promise<Doc<"conversations"> | null> {
  return (
    session &&
    (await ctx.db.get(
      "conversations",
      session.home_conversation_id ?? session.conversation_id,
    ))
  );
}
