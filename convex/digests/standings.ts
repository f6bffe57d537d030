/** How conversations stand for a digest: with whom they are, and who waits. */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { v } from "convex/values";
import { isSuspectedSpam } from "../../src/lib/spam/score";
import { compareSaid } from "../../src/lib/crm/waiting";
import type { Doc, Id } from "../_generated/dataModel";
import { internalQuery, type QueryCtx } from "../_generated/server";
import {
  readWaitingAt,
  toSaid,
  type WaitingMark,
} from "../model/conversations/waiting";
import { toWindowMessage, vWindowMessage, type WindowMessage } from "./reads";

/** Messages without an answer that are handed on: the first, and the last. */
const MAX_FIRST_UNANSWERED = 30;
const MAX_LAST_UNANSWERED = 10;

/** What was said before the window, so that its first lines make sense. */
const MAX_CONTEXT = 3;

const PHONE_DIGITS = 4;

/** Ids of the conversations in which somebody waits now, longest first. */
export const waiting = internalQuery({
  args: {
    workspace_id: v.id("workspaces"),
    paginationOpts: paginationOptsValidator,
  },
  returns: paginationResultValidator(v.id("conversations")),
  handler: async (ctx, args) => {
    const result = await ctx.db
      .query("conversations")
      .withIndex("by_workspace_id_and_merged_into_and_waiting_since", (q) =>
        q
          .eq("workspace_id", args.workspace_id)
          .eq("merged_into", undefined)
          .gt("waiting_since", -Infinity),
      )
      .paginate(args.paginationOpts);
    return { ...result, page: result.page.map(({ _id }) => _id) };
  },
});

const vStanding = v.object({
  conversation_id: v.id("conversations"),
  name: v.optional(v.string()),
  digits: v.optional(v.string()),
  waiting: v.union(
    v.null(),
    v.object({
      since: v.number(),
      is_longer: v.boolean(),
      promised_at: v.optional(v.number()),
      messages: v.array(vWindowMessage),
      count: v.number(),
    }),
  ),
  context: v.array(vWindowMessage),
  is_spam: v.boolean(),
  is_new: v.boolean(),
});
export type StandingRow = typeof vStanding.type;

/**
 * How conversations stood at a mark. Those of other workspaces and those that
 * were merged away are left out.
 */
export const at = internalQuery({
  args: {
    workspace_id: v.id("workspaces"),
    conversation_ids: v.array(v.id("conversations")),
    /** Where the window begins, and when the last digest was made. */
    after: v.optional(v.int64()),
    after_at: v.optional(v.number()),
    up_to: v.int64(),
    /** Ids of messages of ours whose text went to many. */
    sent_to_many: v.array(v.id("messages")),
  },
  returns: v.array(vStanding),
  handler: async (ctx, args) => {
    const sent = await Promise.all(
      args.sent_to_many.map((id) => ctx.db.get("messages", id)),
    );
    const mark: WaitingMark = {
      upTo: args.up_to,
      sentToMany: new Set(
        sent.flatMap((message) => message?.kapso_message_id ?? []),
      ),
    };
    const rows: StandingRow[] = [];
    for (const id of args.conversation_ids) {
      const conversation = await ctx.db.get("conversations", id);
      if (
        conversation?.workspace_id === args.workspace_id &&
        conversation.merged_into === undefined
      ) {
        rows.push(await readStanding(ctx, conversation, mark, args));
      }
    }
    return rows;
  },
});

async function readStanding(
  ctx: QueryCtx,
  conversation: Doc<"conversations">,
  mark: WaitingMark,
  { after, after_at }: { after?: bigint; after_at?: number },
): Promise<StandingRow> {
  const contact = await ctx.db.get("contacts", conversation.contact_id);
  const { messages, result } = await readWaitingAt(ctx, conversation, mark);
  const said = messages.filter(({ revoked_at }) => revoked_at === undefined);
  const isSpam = contact?.lead_status === "spam" || isAllSpam(said, after);
  const phone = contact?.phone_normalized ?? contact?.phone;
  const firstNew = said.findIndex((row) => isAfter(row, after));
  const older = firstNew === -1 ? [] : said.slice(0, firstNew);
  return {
    conversation_id: conversation._id,
    name: contact?.name ?? contact?.username,
    digits: phone?.slice(-PHONE_DIGITS),
    waiting:
      result.waiting === null || isSpam
        ? null
        : {
            since: result.waiting.since,
            is_longer: result.hasOlder && !result.isSettled,
            promised_at: result.waiting.promise?.at,
            ...unansweredOf(said, result.waiting.messageId),
          },
    context: older.slice(-MAX_CONTEXT).map(toWindowMessage),
    is_spam: isSpam,
    is_new:
      contact !== null &&
      firstNew !== -1 &&
      contact._creationTime > (after_at ?? -Infinity),
  };
}

const isAfter = (
  { committed_at }: Doc<"messages">,
  after: bigint | undefined,
): boolean =>
  after === undefined ||
  (typeof committed_at === "bigint" && committed_at > after);

/** Nothing of the window but suspected spam, and nobody of ours spoke. */
function isAllSpam(
  said: readonly Doc<"messages">[],
  after: bigint | undefined,
): boolean {
  const recent = said.filter((row) => isAfter(row, after));
  return (
    recent.some(({ text }) => text !== undefined) &&
    recent.every(
      ({ direction, text }) =>
        direction === "inbound" &&
        (text === undefined || isSuspectedSpam(text)),
    )
  );
}

function unansweredOf(
  said: readonly Doc<"messages">[],
  messageId: Id<"messages">,
): { messages: WindowMessage[]; count: number } {
  const first = said.find(({ _id }) => _id === messageId);
  const theirs = said.filter(
    (row) =>
      first !== undefined &&
      row.direction === "inbound" &&
      compareSaid(toSaid(row), toSaid(first)) >= 0,
  );
  const shown =
    theirs.length <= MAX_FIRST_UNANSWERED + MAX_LAST_UNANSWERED
      ? theirs
      : [
          ...theirs.slice(0, MAX_FIRST_UNANSWERED),
          ...theirs.slice(-MAX_LAST_UNANSWERED),
        ];
  return { messages: shown.map(toWindowMessage), count: theirs.length };
}
