/**
 * Kapso's conversations as sessions of a thread. A session's times only ever
 * grow (its start only shrinks), so any order of events gives one state.
 */
import {
  isNewerSession,
  isSessionEnded,
  mergeSessionTimes,
  type SessionTimes,
} from "../../src/lib/conversation/session";
import type { Session } from "../../src/lib/webhook/events";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import type { Scope } from "./scope";

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

/** The thread's status as its newest session gives it. */
export function statusOf(session: SessionTimes): "open" | "ended" {
  return isSessionEnded(session) ? "ended" : "open";
}

/**
 * Records a sighting and returns what it changes on the thread: its newest
 * session and the status that follows.
 */
export async function recordSession(
  ctx: MutationCtx,
  scope: Scope,
  conversation: Doc<"conversations">,
  sighting: SessionSighting,
): Promise<Pick<Doc<"conversations">, "kapso_conversation_id" | "status">> {
  const session = await upsertSession(ctx, scope, conversation, sighting);
  const currentId = conversation.kapso_conversation_id;
  const current =
    currentId === undefined || currentId === session.kapso_conversation_id
      ? null
      : await findSession(ctx, scope.workspace._id, currentId);
  const newest =
    current !== null && isNewerSession(current, session) ? current : session;
  return {
    kapso_conversation_id: newest.kapso_conversation_id,
    status: statusOf(newest),
  };
}

type SessionState = SessionTimes & { kapso_conversation_id: string };

async function upsertSession(
  ctx: MutationCtx,
  scope: Scope,
  conversation: Doc<"conversations">,
  sighting: SessionSighting,
): Promise<SessionState> {
  const { session, known } = sighting;
  const seen: SessionTimes = {
    started_at: session.started_at,
    last_active_at: Math.max(sighting.activeAt ?? 0, session.started_at ?? 0),
    ended_at: sighting.endedAt,
    inactive_at: sighting.inactiveAt,
  };
  if (known === null) {
    await ctx.db.insert("conversationSessions", {
      workspace_id: scope.workspace._id,
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
    return { kapso_conversation_id: session.kapso_conversation_id, ...seen };
  }
  const merged = mergeSessionTimes(known, seen);
  if (merged !== null) {
    await ctx.db.patch("conversationSessions", known._id, merged);
  }
  return { ...known, ...merged };
}
