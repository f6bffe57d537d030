/**
 * Deleting messages that are older than their workspace keeps them. What is kept
 * of a person and a conversation stays right: counts go down, what is worked out
 * from messages is worked out anew, what was found in them stands. The contact
 * stays, with when it last wrote.
 */
import { keptSince } from "../../../src/lib/privacy/retention";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { listLeads, patchLead } from "../contacts/leadRows";
import { learnFacts } from "../contacts/own";
import { refreshWaiting } from "../contacts/waiting";
import {
  changeFacts,
  changeOwnFacts,
  ownFactsOf,
} from "../conversations/facts";
import { findLastSummary } from "../digests/runs";
import { loadLiveContact, loadLiveConversation } from "../shared/redirects";

type Message = Doc<"messages">;

/** Rows of one slice, and conversations: each costs up to 250 reads more. */
const MESSAGES_PER_SLICE = 200;
const CONVERSATIONS_PER_SLICE = 25;
/** Unread messages of one conversation that are told from deleted ones. */
const MAX_UNREAD = 500;
const DIGESTS_PER_SLICE = 20;

/**
 * Deletes the oldest messages that are past their time, and digests that quote
 * such messages alone. `is_done` is false where more may be.
 */
export async function forgetSlice(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  now: number,
): Promise<{ messages: number; digests: number; is_done: boolean }> {
  const since = keptSince(workspace.message_retention_days, now);
  const rows = await ctx.db
    .query("messages")
    .withIndex("by_workspace_id_and_sent_at", (q) =>
      q.eq("workspace_id", workspace._id).lt("sent_at", since),
    )
    .take(MESSAGES_PER_SLICE);
  const groups = groupByHome(rows);
  const due = groups.slice(0, CONVERSATIONS_PER_SLICE);
  for (const messages of due) {
    await forgetMessages(ctx, messages);
  }
  const digests = await forgetDigests(ctx, workspace._id, since);
  return {
    messages: due.flat().length,
    digests,
    is_done:
      rows.length < MESSAGES_PER_SLICE &&
      due.length === groups.length &&
      digests < DIGESTS_PER_SLICE,
  };
}

const homeOf = (message: Message): Id<"conversations"> =>
  message.home_conversation_id ?? message.conversation_id;

/** Each with the conversation that it is in and the one that it belongs to. */
function groupByHome(rows: readonly Message[]): Message[][] {
  const groups = new Map<string, Message[]>();
  for (const row of rows) {
    const key = `${row.conversation_id} ${homeOf(row)}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

/** Deletes messages of one home in one conversation. */
async function forgetMessages(
  ctx: MutationCtx,
  messages: readonly Message[],
): Promise<void> {
  const [first] = messages;
  for (const { _id } of messages) {
    await ctx.db.delete("messages", _id);
  }
  const home = first && (await ctx.db.get("conversations", homeOf(first)));
  // Of somebody who is being erased: the conversation went first.
  if (first === undefined || !home) {
    return;
  }
  const live = await loadLiveConversation(ctx, first.conversation_id);
  const read = await countForgottenUnread(ctx, home, first);
  const change = (facts: { message_count: number; unread_count: number }) => ({
    message_count: facts.message_count - messages.length,
    unread_count: Math.max(0, facts.unread_count - read),
  });
  await changeFacts(ctx, live, change, home._id === live._id);
  if (home._id !== live._id) {
    await changeOwnFacts(ctx, home, change);
  }
  const fewer = (facts: { message_count: number }) => ({
    message_count: facts.message_count - messages.length,
  });
  const contact = await loadLiveContact(ctx, first.contact_id);
  await learnFacts(ctx, contact, home.contact_id, {
    whole: fewer,
    own: fewer,
  });
  await keepFindings(ctx, contact._id);
  await refreshWaiting(ctx, live._id);
}

/**
 * How many of a conversation's own unread messages are gone: the newest ones are
 * unread, so as many as are unread and no longer there.
 */
async function countForgottenUnread(
  ctx: QueryCtx,
  home: Doc<"conversations">,
  { conversation_id, home_conversation_id }: Message,
): Promise<number> {
  const { unread_count: unread } = ownFactsOf(home);
  if (unread === 0) {
    return 0;
  }
  const looked = Math.min(unread, MAX_UNREAD);
  const left = ctx.db
    .query("messages")
    .withIndex("by_home_conversation_id_and_conversation_id", (q) =>
      q
        .eq("home_conversation_id", home_conversation_id)
        .eq("conversation_id", conversation_id),
    )
    .order("desc");
  let found = 0;
  let rows = 0;
  for await (const { direction, origin } of left) {
    rows += 1;
    found += direction === "inbound" && origin !== "history_sync" ? 1 : 0;
    if (found >= looked || rows >= MAX_UNREAD) {
      break;
    }
  }
  return rows >= MAX_UNREAD || found >= looked ? 0 : unread - found;
}

/** What looks found in messages does not go with them. */
async function keepFindings(
  ctx: MutationCtx,
  contactId: Id<"contacts">,
): Promise<void> {
  for (const lead of await listLeads(ctx, contactId)) {
    if (lead.outlives_messages === undefined) {
      await patchLead(ctx, lead, { outlives_messages: true });
    }
  }
}

/** Digests of before quote them. The newest stays: the next goes on from it. */
async function forgetDigests(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  since: number,
): Promise<number> {
  const newest = await findLastSummary(ctx, workspaceId);
  const oldest = await ctx.db
    .query("dailySummaries")
    .withIndex("by_workspace_id_and_watermark", (q) =>
      q.eq("workspace_id", workspaceId),
    )
    .take(DIGESTS_PER_SLICE);
  const past = oldest.filter(
    ({ _id, created_at }) => created_at < since && _id !== newest?._id,
  );
  for (const { _id } of past) {
    await ctx.db.delete("dailySummaries", _id);
  }
  return past.length;
}
