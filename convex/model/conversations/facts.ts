/**
 * What events say of a conversation. While others are merged into it, a
 * conversation says what it and they say together, and keeps its own beside it:
 * each event is counted where it belongs and in the whole, so that the whole can
 * be taken apart again.
 */
import { isNewerSession } from "../../../src/lib/crm/session";
import { maxTime } from "../../../src/lib/time/latest";
import { hasChanges } from "../../../src/lib/values/hasChanges";
import { withoutAbsent } from "../../../src/lib/values/withoutAbsent";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { findSession, statusOf } from "./sessions";
import type { vConversationFacts } from "./tables";

type Conversation = Doc<"conversations">;
export type ConversationFacts = typeof vConversationFacts.type;

/** Of a conversation of which nothing has happened. */
export const NO_FACTS: ConversationFacts = {
  status: "open",
  last_message_at: 0,
  unread_count: 0,
  message_count: 0,
};

/** The facts of a row, absent ones named: a patch with them removes fields. */
export function factsOf(row: ConversationFacts): ConversationFacts {
  return {
    kapso_conversation_id: row.kapso_conversation_id,
    status: row.status,
    last_message_at: row.last_message_at,
    last_inbound_at: row.last_inbound_at,
    last_outbound_at: row.last_outbound_at,
    unread_count: row.unread_count,
    message_count: row.message_count,
    workflow: row.workflow,
  };
}

/** What a conversation says by itself, whatever was merged into it. */
export function ownFactsOf(conversation: Conversation): ConversationFacts {
  return factsOf(conversation.own ?? conversation);
}

/** Facts as they are stored within a row. */
export const storedFacts = (facts: ConversationFacts): ConversationFacts =>
  withoutAbsent(factsOf(facts));

export function hasNoFacts(facts: ConversationFacts): boolean {
  return (
    facts.message_count === 0 &&
    facts.last_message_at === 0 &&
    facts.kapso_conversation_id === undefined &&
    facts.workflow === undefined
  );
}

/** What several conversations say together. */
export async function foldFacts(
  ctx: QueryCtx,
  conversations: readonly Conversation[],
): Promise<ConversationFacts> {
  const facts = conversations.map(ownFactsOf);
  const whole = facts.reduce(addFacts, NO_FACTS);
  const [first] = conversations;
  return {
    ...factsOf(whole),
    ...(first && (await newestSession(ctx, first.workspace_id, facts))),
  };
}

function addFacts(
  a: ConversationFacts,
  b: ConversationFacts,
): ConversationFacts {
  return {
    status: a.status,
    last_message_at: Math.max(a.last_message_at, b.last_message_at),
    last_inbound_at: maxTime(a.last_inbound_at, b.last_inbound_at),
    last_outbound_at: maxTime(a.last_outbound_at, b.last_outbound_at),
    unread_count: a.unread_count + b.unread_count,
    message_count: a.message_count + b.message_count,
    workflow: newerWorkflow(a.workflow, b.workflow),
  };
}

async function newestSession(
  ctx: QueryCtx,
  workspaceId: Conversation["workspace_id"],
  facts: readonly ConversationFacts[],
): Promise<Partial<ConversationFacts>> {
  const ids = facts.flatMap((one) => one.kapso_conversation_id ?? []);
  const sessions = await Promise.all(
    ids.map((id) => findSession(ctx, workspaceId, id)),
  );
  const [first, ...others] = sessions.filter((session) => session !== null);
  if (first === undefined) {
    return {};
  }
  const newest = others.reduce((a, b) => (isNewerSession(b, a) ? b : a), first);
  return {
    kapso_conversation_id: newest.kapso_conversation_id,
    status: statusOf(newest),
  };
}

type Workflow = NonNullable<Conversation["workflow"]>;

/** The later of two workflow notes; ties by content, never by arrival. */
export function newerWorkflow(
  a: Workflow | undefined,
  b: Workflow | undefined,
): Workflow | undefined {
  if (a === undefined || b === undefined) {
    return a ?? b;
  }
  if (a.at !== b.at) {
    return a.at > b.at ? a : b;
  }
  const tieBreak = (note: Workflow) =>
    `${note.workflow_execution_id}|${note.outcome}`;
  return tieBreak(a) >= tieBreak(b) ? a : b;
}

/** How an event changes facts; called once for the whole and once for the own. */
export type FactsChange = (
  facts: ConversationFacts,
) => Promise<Partial<ConversationFacts>> | Partial<ConversationFacts>;

/** Changes what a conversation says by itself. */
export async function changeOwnFacts(
  ctx: MutationCtx,
  conversation: Conversation,
  change: FactsChange,
): Promise<void> {
  const { own } = conversation;
  const changes = await change(ownFactsOf(conversation));
  if (!hasChanges(ownFactsOf(conversation), changes)) {
    return;
  }
  await ctx.db.patch(
    "conversations",
    conversation._id,
    own === undefined ? changes : { own: storedFacts({ ...own, ...changes }) },
  );
}

/**
 * Changes a conversation that others may be merged into: what it says as a
 * whole, and its own where the event is about itself. Returns it as it is then.
 */
export async function changeFacts(
  ctx: MutationCtx,
  live: Conversation,
  change: FactsChange,
  isOwn: boolean,
): Promise<Conversation> {
  const patch: Partial<Conversation> = await change(factsOf(live));
  if (live.own !== undefined && isOwn) {
    const changes = await change(ownFactsOf(live));
    if (hasChanges(ownFactsOf(live), changes)) {
      patch.own = storedFacts({ ...live.own, ...changes });
    }
  }
  if (hasChanges(live, patch)) {
    await ctx.db.patch("conversations", live._id, patch);
  }
  return { ...live, ...patch };
}

/** Those merged into one conversation; the cap bounds the work. */
const MAX_MERGED = 200;

/** Marks all that is seen in a live conversation as read by the team. */
export async function markConversationRead(
  ctx: MutationCtx,
  live: Conversation,
): Promise<void> {
  if (live.unread_count === 0) {
    return;
  }
  const read: FactsChange = () => ({ unread_count: 0 });
  await changeFacts(ctx, live, read, true);
  if (live.own !== undefined) {
    const merged = await ctx.db
      .query("conversations")
      .withIndex("by_merged_into", (q) => q.eq("merged_into", live._id))
      .take(MAX_MERGED);
    for (const conversation of merged) {
      await changeOwnFacts(ctx, conversation, read);
    }
  }
}

/** Marks the last message of the customer as unread, where all is read. */
export async function markConversationUnread(
  ctx: MutationCtx,
  live: Conversation,
): Promise<void> {
  if (live.unread_count > 0 || live.last_inbound_at === undefined) {
    return;
  }
  // In the whole and in its own: the whole stays the sum of its parts.
  await changeFacts(ctx, live, () => ({ unread_count: 1 }), true);
}
