/**
 * What every event about a person on a number has in common: session, contact
 * and thread are found together, because each is evidence for the others.
 */
import type { Party, Session } from "../../../src/lib/webhook/events";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { resolveContact } from "../contacts";
import {
  ensureConversation,
  loadLiveConversation,
  touchConversation,
  type ThreadActivity,
} from "../conversations";
import type { Scope } from "../scope";
import { findSession } from "../sessions";
import { applyWaitingWorkflows } from "./workflow";

export interface ThreadSighting {
  phoneNumberId: string;
  party: Party;
  session: Session | undefined;
  at: number;
  isHistory: boolean;
  /** Owner of the message the event is about, when it is known already. */
  messageContactId: Id<"contacts"> | undefined;
}

export interface Thread {
  contact: Doc<"contacts">;
  conversation: Doc<"conversations">;
  /** The session to record on the thread; absent when it is somebody else's. */
  session: Session | undefined;
  knownSession: Doc<"conversationSessions"> | null;
}

/** Finds or creates the contact and thread of an event. */
export async function resolveThread(
  ctx: MutationCtx,
  scope: Scope,
  sighting: ThreadSighting,
): Promise<Thread> {
  const { session } = sighting;
  const knownSession =
    session === undefined
      ? null
      : await findSession(
          ctx,
          scope.workspace._id,
          session.kapso_conversation_id,
        );
  const contact = await resolveContact(ctx, scope, {
    party: sighting.party,
    at: sighting.at,
    isHistory: sighting.isHistory,
    hasSession: session !== undefined,
    knownContactIds: [
      sighting.messageContactId,
      await sessionContactId(ctx, knownSession),
    ],
  });
  const conversation = await ensureConversation(
    ctx,
    scope,
    contact._id,
    sighting.phoneNumberId,
  );
  // Two people can still meet in one session when their merge needs a person.
  const ownerId = await sessionContactId(ctx, knownSession);
  const isForeign = ownerId !== undefined && ownerId !== contact._id;
  return {
    contact,
    conversation,
    session: isForeign ? undefined : session,
    knownSession,
  };
}

async function sessionContactId(
  ctx: MutationCtx,
  session: Doc<"conversationSessions"> | null,
): Promise<Id<"contacts"> | undefined> {
  if (session === null) {
    return undefined;
  }
  const thread = await loadLiveConversation(ctx, session.conversation_id);
  return thread.contact_id;
}

/** Writes what the event adds to the thread, and what waited for its session. */
export async function touchThread(
  ctx: MutationCtx,
  scope: Scope,
  thread: Thread,
  activity: ThreadActivity,
): Promise<void> {
  const { conversation, session, knownSession } = thread;
  await touchConversation(ctx, scope, conversation, {
    ...activity,
    session,
    knownSession,
  });
  if (session !== undefined && knownSession === null) {
    await applyWaitingWorkflows(
      ctx,
      scope,
      session.kapso_conversation_id,
      conversation._id,
    );
  }
}
