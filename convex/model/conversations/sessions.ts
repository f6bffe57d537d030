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

type SessionFacts = Pick<
  Doc<"conversations">,
  "kapso_conversation_id" | "status"
>;

/**
 * What a sighting changes on its conversation: its newest session and the status
 * that follows. Writes nothing.
 */
export async function sessionChanges(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  conversation: SessionFacts,
  sighting: SessionSighting,
): Promise<SessionFacts> {
  const session: IdentifiedSession = {
    kapso_conversation_id: sighting.session.kapso_conversation_id,
    ...timesAfter(sighting),
  };
  const currentId = conversation.kapso_conversation_id;
  const current =
    currentId === undefined || currentId === session.kapso_conversation_id
      ? null
      : await findSession(ctx, workspaceId, currentId);
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

/** The conversations of a session that is seen for the first time. */
interface SessionPlace {
  /** Where it is seen. */
  conversationId: Id<"conversations">;
  /** Where it belongs. */
  homeConversationId: Id<"conversations">;
  phoneNumberId: string;
  /** True when the conversation had no session before. */
  isFirstSession: boolean;
}

/** Writes a sighting to the session's row. */
export async function saveSession(
  ctx: MutationCtx,
  scope: Scope,
  sighting: SessionSighting,
  place: SessionPlace,
): Promise<void> {
  const { session, known } = sighting;
  const seen = timesSeen(sighting);
  if (known === null) {
    const { conversationId, homeConversationId } = place;
    await ctx.db.insert("conversationSessions", {
      workspace_id: scope.workspace._id,
      kapso_conversation_id: session.kapso_conversation_id,
      conversation_id: conversationId,
      home_conversation_id:
        homeConversationId === conversationId ? undefined : homeConversationId,
      phone_number_id: place.phoneNumberId,
      ...seen,
      attached_reason: place.isFirstSession
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
