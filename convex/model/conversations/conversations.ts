/** What an event adds to a contact's conversation on one of our numbers. */
import { maxTime } from "../../../src/lib/time/latest";
import type { Direction, Session } from "../../../src/lib/crm/events";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import type { Scope } from "../workspaces/scope";
import {
  changeFacts,
  changeOwnFacts,
  type ConversationFacts,
  type FactsChange,
  factsOf,
  NO_FACTS,
  storedFacts,
} from "./facts";
import { findPlace, type Owner, type Place } from "./place";
import { saveSession, sessionChanges, type SessionTimesSeen } from "./sessions";

/** What one event adds to a conversation. */
export interface ConversationActivity {
  /** Newest activity the event proves, ms UTC; 0 when it proves none. */
  activeAt: number;
  /** Whose message it was; absent for events that are no message. */
  direction?: Direction;
  newMessages?: number;
  newUnread?: number;
  sessionTimes: SessionTimesSeen;
}

interface ActivityInSession extends ConversationActivity {
  session: Session | undefined;
  /** The session's row when it is known already. */
  knownSession: Doc<"conversationSessions"> | null;
  /** The session's conversation, if it was read already. */
  sessionConversation: Doc<"conversations"> | null;
}

/** Where an event was written. */
export interface PlaceIds {
  /** Where it is seen. */
  conversationId: Id<"conversations">;
  /** Where it belongs; another one after a merge. */
  homeConversationId: Id<"conversations">;
}

/** The same, and whether the conversation was made for it. */
export interface RecordedPlace extends PlaceIds {
  isNewConversation: boolean;
  /** The one where it is seen as it is then; absent where it has to be read. */
  conversation?: Doc<"conversations">;
}

/**
 * Writes what an event adds to its owner's conversation, which is made where
 * there is none: times only grow, counters count new rows.
 */
export async function recordConversationActivity(
  ctx: MutationCtx,
  scope: Scope,
  owner: Owner,
  activity: ActivityInSession,
): Promise<RecordedPlace> {
  const workspaceId = scope.workspace._id;
  const place = await findPlace(ctx, owner, activity.sessionConversation);
  const seen = activity.session && {
    session: activity.session,
    known: activity.knownSession,
    ...activity.sessionTimes,
  };
  const change: FactsChange = async (facts) => ({
    ...activityChanges(facts, activity),
    ...(seen && (await sessionChanges(ctx, workspaceId, facts, seen))),
  });
  const isFirstSession =
    (place.home?.own ?? place.home)?.kapso_conversation_id === undefined;
  const written = await writeAt(ctx, scope, owner, place, change);
  if (seen !== undefined) {
    await saveSession(ctx, scope, seen, {
      ...written,
      phoneNumberId: owner.phoneNumberId,
      isFirstSession,
    });
  }
  return { ...written, isNewConversation: place.live === null };
}

/** Writes a change to both conversations of a place and makes what is missing. */
async function writeAt(
  ctx: MutationCtx,
  scope: Scope,
  { contactId, homeId, phoneNumberId }: Owner,
  { live, home }: Place,
  change: FactsChange,
): Promise<Omit<RecordedPlace, "isNewConversation">> {
  const workspace_id = scope.workspace._id;
  const blank = { workspace_id, phone_number_id: phoneNumberId, ...NO_FACTS };
  const isOne = live === home && homeId === contactId;
  if (live !== null && isOne && live.merged_into === undefined) {
    const conversation = await changeFacts(ctx, live, change, isOne);
    const { _id: id } = live;
    return { conversationId: id, homeConversationId: id, conversation };
  }
  const conversationId =
    live?._id ??
    (await ctx.db.insert("conversations", {
      ...blank,
      contact_id: contactId,
      ...(await change(NO_FACTS)),
      ...(!isOne && { own: NO_FACTS }),
    }));
  if (live !== null) {
    await reviveOrSplit(ctx, live, isOne);
    await changeFacts(ctx, live, change, isOne);
  }
  if (isOne) {
    return { conversationId, homeConversationId: conversationId };
  }
  if (home !== null) {
    if (home.merged_into !== conversationId) {
      await ctx.db.patch("conversations", home._id, {
        merged_into: conversationId,
      });
    }
    await changeOwnFacts(ctx, home, change);
    return { conversationId, homeConversationId: home._id };
  }
  const homeConversationId = await ctx.db.insert("conversations", {
    ...blank,
    contact_id: homeId,
    ...(await change(NO_FACTS)),
    merged_into: conversationId,
  });
  return { conversationId, homeConversationId };
}

/** Prepares a live conversation for what comes: as one, or as one of several. */
async function reviveOrSplit(
  ctx: MutationCtx,
  live: Doc<"conversations">,
  isOne: boolean,
): Promise<void> {
  if (live.merged_into !== undefined) {
    await ctx.db.patch("conversations", live._id, { merged_into: undefined });
  }
  if (!isOne && live.own === undefined) {
    await ctx.db.patch("conversations", live._id, {
      own: storedFacts(factsOf(live)),
    });
  }
}

function activityChanges(
  current: ConversationFacts,
  activity: ConversationActivity,
): Partial<ConversationFacts> {
  const { activeAt, direction } = activity;
  const changes: Partial<ConversationFacts> = {
    last_message_at: Math.max(current.last_message_at, activeAt),
    message_count: current.message_count + (activity.newMessages ?? 0),
    unread_count: current.unread_count + (activity.newUnread ?? 0),
  };
  if (direction === "inbound") {
    changes.last_inbound_at = maxTime(current.last_inbound_at, activeAt);
  } else if (direction === "outbound") {
    changes.last_outbound_at = maxTime(current.last_outbound_at, activeAt);
  }
  return changes;
}
