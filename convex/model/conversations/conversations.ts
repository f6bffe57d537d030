/** The conversation of one contact on one of our numbers. */
import { hasChanges } from "../../../src/lib/values/hasChanges";
import { maxTime } from "../../../src/lib/time/latest";
import type { Direction, Session } from "../../../src/lib/crm/events";
import type { WithoutSystemFields } from "convex/server";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { Scope } from "../workspaces/scope";
import { saveSession, sessionChanges, type SessionTimesSeen } from "./sessions";

/** The live conversation of a contact on a number: one index read. */
export async function findConversation(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
  phoneNumberId: string,
): Promise<Doc<"conversations"> | null> {
  return await ctx.db
    .query("conversations")
    .withIndex("by_contact_id_and_merged_into_and_phone_number_id", (q) =>
      q
        .eq("contact_id", contactId)
        .eq("merged_into", undefined)
        .eq("phone_number_id", phoneNumberId),
    )
    .first();
}

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
}

type Fields = WithoutSystemFields<Doc<"conversations">>;

/**
 * Writes what an event adds to the contact's conversation on a number, which is
 * made where there is none: times only grow, counters count new rows.
 */
export async function recordConversationActivity(
  ctx: MutationCtx,
  scope: Scope,
  {
    contactId,
    phoneNumberId,
  }: { contactId: Id<"contacts">; phoneNumberId: string },
  activity: ActivityInSession,
): Promise<Id<"conversations">> {
  const existing = await findConversation(ctx, contactId, phoneNumberId);
  const current: Fields = existing ?? {
    workspace_id: scope.workspace._id,
    contact_id: contactId,
    phone_number_id: phoneNumberId,
    status: "open",
    last_message_at: 0,
    unread_count: 0,
    message_count: 0,
  };
  const seen = activity.session && {
    session: activity.session,
    known: activity.knownSession,
    ...activity.sessionTimes,
  };
  const changes = {
    ...activityChanges(current, activity),
    ...(seen && (await sessionChanges(ctx, current, seen))),
  };
  const id =
    existing?._id ??
    (await ctx.db.insert("conversations", { ...current, ...changes }));
  if (existing !== null && hasChanges(existing, changes)) {
    await ctx.db.patch("conversations", id, changes);
  }
  if (seen !== undefined) {
    await saveSession(ctx, scope, { ...current, _id: id }, seen);
  }
  return id;
}

function activityChanges(
  current: Fields,
  activity: ConversationActivity,
): Partial<Fields> {
  const { activeAt, direction } = activity;
  const changes: Partial<Fields> = {
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
