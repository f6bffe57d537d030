/**
 * Who waits in a conversation, worked out from its newest rows every time, never
 * counted up, so that any order, repetition or merge gives the same.
 */
import { hasChanges } from "../../../src/lib/values/hasChanges";
import {
  compareSaid,
  findWaiting,
  type SaidMessage,
} from "../../../src/lib/crm/waiting";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";

/** Newest messages that are looked at: most hold an answer and what came after. */
const NEAR_MESSAGES = 16;

/**
 * Looked at where those do not settle it. A customer who has written more than
 * that without an answer waits since the oldest of these, or longer.
 */
export const MAX_WAITING_MESSAGES = 200;

/** What a conversation says of waiting. */
export type WaitingFields = Pick<
  Doc<"conversations">,
  | "waiting_since"
  | "waiting_message_id"
  | "waiting_promised_at"
  | "waiting_longer"
>;

const NOBODY_WAITS: WaitingFields = {
  waiting_since: undefined,
  waiting_message_id: undefined,
  waiting_promised_at: undefined,
  waiting_longer: undefined,
};

/** Writes who waits in one conversation; returns its newest messages. */
export async function refreshConversation(
  ctx: MutationCtx,
  conversation: Doc<"conversations">,
  contact: Pick<Doc<"contacts">, "lead_status">,
): Promise<Doc<"messages">[]> {
  const { newest, result } = await readWaiting(ctx, conversation);
  const fields = waitingFieldsOf(result, contact);
  if (hasChanges(conversation, fields)) {
    await ctx.db.patch("conversations", conversation._id, fields);
  }
  return newest;
}

/** Who waits in a conversation as its rows say, spam or not. */
export async function readWaiting(
  ctx: QueryCtx,
  conversation: Doc<"conversations">,
): Promise<{ newest: Doc<"messages">[]; result: WaitingState }> {
  const near = await readNewest(ctx, conversation, NEAR_MESSAGES);
  const first = judge(conversation, near);
  if (first.isSettled || !first.hasOlder) {
    return { newest: near.messages, result: first };
  }
  const far = await readNewest(ctx, conversation, MAX_WAITING_MESSAGES);
  return { newest: near.messages, result: judge(conversation, far) };
}

/** A moment in the order of commits, and what is known of that time besides. */
export interface WaitingMark {
  upTo: bigint;
  /** Kapso's ids of messages of ours that went to many; see findSentToMany. */
  sentToMany: ReadonlySet<string>;
}

/** Rows looked at for those that were there at a mark. */
const MAX_ROWS_BEFORE_MARK = 1000;

/**
 * Who waited in a conversation when nothing after the mark was known, with its
 * messages until then, oldest first.
 */
export async function readWaitingAt(
  ctx: QueryCtx,
  conversation: Doc<"conversations">,
  mark: WaitingMark,
): Promise<{ messages: Doc<"messages">[]; result: WaitingState }> {
  const near = await readNewestAt(ctx, conversation, mark, NEAR_MESSAGES);
  const first = judge(conversation, near, mark.sentToMany);
  if (first.isSettled || !first.hasOlder) {
    return { messages: near.messages, result: first };
  }
  const far = await readNewestAt(ctx, conversation, mark, MAX_WAITING_MESSAGES);
  return {
    messages: far.messages,
    result: judge(conversation, far, mark.sentToMany),
  };
}

async function readNewestAt(
  ctx: QueryCtx,
  { _id }: Doc<"conversations">,
  { upTo }: WaitingMark,
  count: number,
): Promise<Newest> {
  const rows: Doc<"messages">[] = [];
  let looked = 0;
  const newest = ctx.db
    .query("messages")
    .withIndex("by_conversation_id_and_sent_at", (q) =>
      q.eq("conversation_id", _id),
    )
    .order("desc");
  for await (const row of newest) {
    looked += 1;
    const mark = row.committed_at;
    if (typeof mark === "bigint" && mark <= upTo) {
      rows.push(row);
    }
    if (rows.length > count || looked >= MAX_ROWS_BEFORE_MARK) {
      break;
    }
  }
  return {
    messages: trimToSeconds(rows, count),
    hasOlder: rows.length > count,
  };
}

/** What a conversation's rows say of waiting. */
interface WaitingState {
  waiting: {
    since: number;
    messageId: Id<"messages">;
    promise: { at: number } | null;
  } | null;
  isSettled: boolean;
  /** There are messages before those that were looked at. */
  hasOlder: boolean;
}

interface Newest {
  /** By compareSaid, oldest first. */
  messages: Doc<"messages">[];
  hasOlder: boolean;
}

async function readNewest(
  ctx: QueryCtx,
  { _id }: Doc<"conversations">,
  count: number,
): Promise<Newest> {
  const rows = await ctx.db
    .query("messages")
    .withIndex("by_conversation_id_and_sent_at", (q) =>
      q.eq("conversation_id", _id),
    )
    .order("desc")
    .take(count + 1);
  return {
    messages: trimToSeconds(rows, count),
    hasOlder: rows.length > count,
  };
}

/**
 * At most `count` of them, oldest first. Rows of one second are ordered by
 * arrival, so a second that does not fit is left out as a whole, unless that
 * left nothing.
 */
export function trimToSeconds(
  rows: Doc<"messages">[],
  count: number,
): Doc<"messages">[] {
  const next = rows[count];
  const whole =
    next === undefined
      ? rows
      : rows.filter(({ sent_at }) => sent_at > next.sent_at);
  const kept = whole.length > 0 ? whole : rows.slice(0, count);
  return kept.sort((a, b) => compareSaid(toSaid(a), toSaid(b)));
}

function judge(
  { waiting_dismissed, workflow }: Doc<"conversations">,
  { messages, hasOlder }: Newest,
  sentToMany: ReadonlySet<string> = new Set(),
): WaitingState {
  const dismissedAt = waiting_dismissed?.at ?? -Infinity;
  const said = messages
    .filter(({ revoked_at }) => revoked_at === undefined)
    .map((message) => ({
      ...toSaid(message),
      isDismissed: message._creationTime <= dismissedAt,
      isToMany: sentToMany.has(message.kapso_message_id),
    }));
  const notes =
    workflow !== undefined && workflow.at > dismissedAt ? [workflow] : [];
  const { waiting, isSettled } = findWaiting(said, notes);
  const asked = messages.find(
    ({ kapso_message_id }) => kapso_message_id === waiting?.messageId,
  );
  return {
    waiting: waiting && asked ? { ...waiting, messageId: asked._id } : null,
    isSettled,
    hasOlder,
  };
}

/** Known by Kapso's id: ours would order messages by their arrival. */
export function toSaid(message: Doc<"messages">): SaidMessage {
  return {
    id: message.kapso_message_id,
    direction: message.direction,
    type: message.unsupported_type ?? message.type,
    text: message.text ?? "",
    sentAt: message.sent_at,
    origin: message.origin,
    isFailed: message.status === "failed",
  };
}

/** As they are stored; spam never waits. */
export function waitingFieldsOf(
  { waiting, isSettled, hasOlder }: WaitingState,
  contact: Pick<Doc<"contacts">, "lead_status">,
): WaitingFields {
  return waiting === null || contact.lead_status === "spam"
    ? NOBODY_WAITS
    : {
        waiting_since: waiting.since,
        waiting_message_id: waiting.messageId,
        waiting_promised_at: waiting.promise?.at,
        waiting_longer: hasOlder && !isSettled ? true : undefined,
      };
}
