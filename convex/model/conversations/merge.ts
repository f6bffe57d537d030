/**
 * Two conversations of one person on one number become one. Sessions move at once;
 * messages follow their contact (`contacts/moveMessages`).
 */
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { isNewerSession } from "../../../src/lib/crm/session";
import { findSession, statusOf } from "./sessions";
import { maxTime } from "../../../src/lib/time/latest";

/** Sessions of one conversation: about one a day at most; the cap bounds the work. */
const MAX_SESSIONS = 4000;

/** Folds `loser` into `survivor`; both belong to the surviving contact. */
export async function mergeConversationInto(
  ctx: MutationCtx,
  mergeId: Id<"mergeLog">,
  survivor: Doc<"conversations">,
  loser: Doc<"conversations">,
): Promise<void> {
  const sessions = await ctx.db
    .query("conversationSessions")
    .withIndex("by_conversation_id", (q) => q.eq("conversation_id", loser._id))
    .take(MAX_SESSIONS);
  for (const session of sessions) {
    await ctx.db.patch("conversationSessions", session._id, {
      conversation_id: survivor._id,
      attached_reason: "merge",
    });
  }
  await ctx.db.insert("mergeMoves", {
    merge_id: mergeId,
    table: "conversationSessions",
    ids: sessions.map((session) => session._id),
    from_conversation_id: loser._id,
  });
  await ctx.db.patch("conversations", survivor._id, {
    last_message_at: Math.max(survivor.last_message_at, loser.last_message_at),
    last_inbound_at: maxTime(survivor.last_inbound_at, loser.last_inbound_at),
    last_outbound_at: maxTime(
      survivor.last_outbound_at,
      loser.last_outbound_at,
    ),
    unread_count: survivor.unread_count + loser.unread_count,
    message_count: survivor.message_count + loser.message_count,
    workflow: newerWorkflow(survivor.workflow, loser.workflow),
    ...(await newestSessionFields(ctx, survivor, loser)),
  });
  await ctx.db.patch("conversations", loser._id, {
    merged_into: survivor._id,
  });
}

type Workflow = NonNullable<Doc<"conversations">["workflow"]>;

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

async function newestSessionFields(
  ctx: MutationCtx,
  a: Doc<"conversations">,
  b: Doc<"conversations">,
): Promise<Partial<Doc<"conversations">>> {
  const sessions = await Promise.all(
    [a, b].map(async (conversation) =>
      conversation.kapso_conversation_id === undefined
        ? null
        : await findSession(
            ctx,
            conversation.workspace_id,
            conversation.kapso_conversation_id,
          ),
    ),
  );
  const known = sessions.filter((session) => session !== null);
  const [first, second] = known;
  if (first === undefined) {
    return {};
  }
  const newest =
    second !== undefined && isNewerSession(second, first) ? second : first;
  return {
    kapso_conversation_id: newest.kapso_conversation_id,
    status: statusOf(newest),
  };
}
