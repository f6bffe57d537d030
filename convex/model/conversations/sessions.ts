/**
 * Kapso's conversations as sessions of a conversation. A session's times only ever
 * grow (its start only shrinks), so any order of events gives one state.
 */
import {
  type IdentifiedSession,
  isNewerSession,
  isSessionEnded,
  mergeSessionTimes,
  type SessionTimes,
} from "../../../src/lib/crm/session";
import type { Session } from "../../../src/lib/crm/events";
import type { WithoutSystemFields } from "convex/server";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { Scope } from "../workspaces/scope";

/** Times of activity, of an "ended" and of an "inactive" event, ms UTC. */
export interface SessionTimesSeen {
  activeAt?: number;
  endedAt?: number;
  inactiveAt?: number;
}

/** What one event says about its session. */
export interface SessionSighting extends SessionTimesSeen {
  session: Session;
  /** The session's row when it is known already. */
  known: Doc<"conversationSessions"> | null;
}

export async function findSession(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  kapsoConversationId: string,
): Promise<Doc<"conversationSessions"> | null> {
  return await ctx.db
    .query("conversationSessions")
    .withIndex("by_workspace_id_and_kapso_conversation_id", (q) =>
      q
        .eq("workspace_id", workspaceId)
        .eq("kapso_conversation_id", kapsoConversationId),
    )
    .first();
}

/** The conversation's status as its newest session gives it. */
export function statusOf(session: SessionTimes): "open" | "ended" {
  return isSessionEnded(session) ? "ended" : "open";
}

type ConversationFields = WithoutSystemFields<Doc<"conversations">>;

/**
 * What a sighting changes on its conversation: its newest session and the status
 * that follows. Writes nothing.
 */
export async function sessionChanges(
  ctx: QueryCtx,
  conversation: ConversationFields,
  sighting: SessionSighting,
): Promise<Pick<ConversationFields, "kapso_conversation_id" | "status">> {
  const session: IdentifiedSession = {
    kapso_conversation_id: sighting.session.kapso_conversation_id,
    ...timesAfter(sighting),
  };
  const currentId = conversation.kapso_conversation_id;
  const current =
    currentId === undefined || currentId === session.kapso_conversation_id
      ? null
      : await findSession(ctx, conversation.workspace_id, currentId);
  const newest =
    current !== null && isNewerSession(current, session) ? current : session;
  return {
    kapso_conversation_id: newest.kapso_conversation_id,
    status: statusOf(newest),
  };
}

function timesSeen({ session, ...seen }: SessionSighting): SessionTimes {
  return {
    started_at: session.started_at,
    last_active_at: Math.max(seen.activeAt ?? 0, session.started_at ?? 0),
    ended_at: seen.endedAt,
    inactive_at: seen.inactiveAt,
  };
}

function timesAfter(sighting: SessionSighting): SessionTimes {
  const { known } = sighting;
  const seen = timesSeen(sighting);
  return known === null ? seen : (mergeSessionTimes(known, seen) ?? known);
}

/** Writes a sighting to the session's row; `conversation` as it was before it. */
export async function saveSession(
  ctx: MutationCtx,
  scope: Scope,
  conversation: ConversationFields & { _id: Id<"conversations"> },
  sighting: SessionSighting,
): Promise<void> {
  const { session, known } = sighting;
  const seen = timesSeen(sighting);
  if (known === null) {
    await ctx.db.insert("conversationSessions", {
      workspace_id: conversation.workspace_id,
      kapso_conversation_id: session.kapso_conversation_id,
      conversation_id: conversation._id,
      phone_number_id: conversation.phone_number_id,
      ...seen,
      attached_reason:
        conversation.kapso_conversation_id === undefined
          ? "first_session"
          : "same_person_same_number",
      attached_at: scope.now,
    });
    return;
  }
  const merged = mergeSessionTimes(known, seen);
  if (merged !== null) {
    await ctx.db.patch("conversationSessions", known._id, merged);
  }
}
