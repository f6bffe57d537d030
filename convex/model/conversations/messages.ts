/** One row per WhatsApp message id, completed by whatever arrives about it. */
import {
  chooseContent,
  type MessageContent,
} from "../../../src/lib/crm/content";
import { chooseOrigin } from "../../../src/lib/crm/origin";
import { mergeReaction } from "../../../src/lib/crm/reactions";
import {
  addEdit,
  contentToShow,
  type Revisions,
} from "../../../src/lib/crm/revisions";
import { mergeReceipts, NO_RECEIPTS } from "../../../src/lib/crm/status";
import { hasChanges } from "../../../src/lib/values/hasChanges";
import { withoutAbsent } from "../../../src/lib/values/withoutAbsent";
import type {
  Content,
  EditEvent,
  MessageEvent,
  ReactionEvent,
  Receipt,
  RevokeEvent,
} from "../../../src/lib/crm/events";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";

export async function findMessage(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  kapsoMessageId: string,
): Promise<Doc<"messages"> | null> {
  return await ctx.db
    .query("messages")
    .withIndex("by_workspace_id_and_kapso_message_id", (q) =>
      q.eq("workspace_id", workspaceId).eq("kapso_message_id", kapsoMessageId),
    )
    .first();
}

/** Whose a message is, whatever was merged since it came. */
export async function findMessageHome(
  ctx: QueryCtx,
  message: Doc<"messages">,
): Promise<Id<"contacts">> {
  const home =
    message.home_conversation_id &&
    (await ctx.db.get("conversations", message.home_conversation_id));
  return home?.contact_id ?? message.contact_id;
}

/** Whose message it is. */
export type MessageOwner = Pick<
  Doc<"messages">,
  "workspace_id" | "conversation_id" | "home_conversation_id" | "contact_id"
>;

/** Stores a message that was not known. */
export async function insertMessage(
  ctx: MutationCtx,
  owner: MessageOwner,
  event: MessageEvent,
): Promise<Id<"messages">> {
  return await ctx.db.insert("messages", {
    ...owner,
    kapso_message_id: event.kapso_message_id,
    direction: event.direction,
    type: event.type,
    ...event.content,
    source: event.source,
    origin: event.origin,
    status: event.direction === "inbound" ? "received" : "pending",
    status_times: {},
    ...mergeReceipts(NO_RECEIPTS, event.receipts),
    sent_at: event.sent_at,
    committed_at: ctx.db.vars.commitTs,
  });
}

/**
 * What something told about a known message changed: nothing, what nobody sees
 * or waits for, or what is kept of its conversation may change with it.
 */
export type MessageChange = "none" | "unseen" | "seen";

/** Adds what another body tells about a known message. */
export async function completeMessage(
  ctx: MutationCtx,
  message: Doc<"messages">,
  event: MessageEvent,
): Promise<MessageChange> {
  const { type, source, content } = event;
  const { original: known } = revisionsOf(message);
  const original = chooseContent(known, { type, source, content });
  return await patchMessage(ctx, message, {
    ...(original === known ? {} : revise(message, { original })),
    ...addReceipts(message, event.receipts),
    sent_at: Math.min(message.sent_at, event.sent_at),
    origin: chooseOrigin(message.origin, event.origin),
  });
}

/** Raises a known message's status. */
export async function recordReceipt(
  ctx: MutationCtx,
  message: Doc<"messages">,
  receipt: Receipt,
): Promise<MessageChange> {
  return await patchMessage(ctx, message, addReceipts(message, [receipt]));
}

/** Sets or clears one side's emoji; false where it stands already. */
export async function setReaction(
  ctx: MutationCtx,
  message: Doc<"messages">,
  event: ReactionEvent,
): Promise<boolean> {
  const reactions = mergeReaction(message.reactions ?? [], {
    direction: event.direction,
    emoji: event.emoji,
    at: event.at,
    kapso_message_id: event.kapso_message_id,
  });
  if (reactions === null) {
    return false;
  }
  await ctx.db.patch("messages", message._id, { reactions });
  return true;
}

/** Changes what a known message says, if the edit is news. */
export async function recordEdit(
  ctx: MutationCtx,
  message: Doc<"messages">,
  event: EditEvent,
): Promise<MessageChange> {
  const { kapso_message_id, at, type, source, content } = event;
  const { edits: known } = revisionsOf(message);
  const edit = { kapso_message_id, at, type, source, content };
  const edits = addEdit(known, edit);
  return edits === known
    ? "none"
    : await patchMessage(ctx, message, revise(message, { edits }));
}

/** Marks a known message as deleted; of several times the first counts. */
export async function recordRevoke(
  ctx: MutationCtx,
  message: Doc<"messages">,
  { at }: RevokeEvent,
): Promise<MessageChange> {
  const { revoked_at: known = Infinity } = message;
  return at < known
    ? await patchMessage(ctx, message, revise(message, { revokedAt: at }))
    : "none";
}

function revisionsOf(message: Doc<"messages">): Revisions {
  return {
    original: message.original ?? contentOf(message),
    edits: message.edits ?? [],
    revokedAt: message.revoked_at,
  };
}

/**
 * What the row says after `changes`. The content fields hold what may be shown,
 * so that nobody who reads `text` can show what was deleted; what was said
 * before stays beside them.
 */
function revise(
  message: Doc<"messages">,
  changes: Partial<Revisions>,
): Partial<Doc<"messages">> {
  const revisions = { ...revisionsOf(message), ...changes };
  const { original, edits, revokedAt } = revisions;
  const { type, source, content } = contentToShow(revisions);
  const isRevised = edits.length > 0 || revokedAt !== undefined;
  return {
    ...NO_CONTENT,
    ...content,
    type,
    source,
    ...(isRevised && {
      original: { ...original, content: withoutAbsent(original.content) },
      edits: edits.length > 0 ? edits : undefined,
      edited_at: edits.at(-1)?.at,
      revoked_at: revokedAt,
    }),
  };
}

/** Content fields as absent: a chosen content replaces all of them. */
const NO_CONTENT: Record<keyof Content, undefined> = {
  text: undefined,
  is_machine_text: undefined,
  full_text_length: undefined,
  media: undefined,
  place: undefined,
  choice_id: undefined,
  reply_to: undefined,
  unsupported_type: undefined,
  data_json: undefined,
  referral_json: undefined,
};

function contentOf(message: Doc<"messages">): MessageContent {
  const { type, source } = message;
  return {
    type,
    source,
    content: {
      text: message.text,
      is_machine_text: message.is_machine_text,
      full_text_length: message.full_text_length,
      media: message.media,
      place: message.place,
      choice_id: message.choice_id,
      reply_to: message.reply_to,
      unsupported_type: message.unsupported_type,
      data_json: message.data_json,
      referral_json: message.referral_json,
    },
  };
}

/** What receipts change on a message; nothing on one that we received. */
function addReceipts(
  message: Doc<"messages">,
  receipts: Receipt[],
): Partial<Doc<"messages">> {
  const { status, status_times, error } = message;
  if (status === "received") {
    return {};
  }
  return mergeReceipts({ status, status_times, error }, receipts) ?? {};
}

/** What a row can change in without anybody waiting or reading otherwise. */
const UNSEEN: ReadonlySet<string> = new Set([
  "status",
  "status_times",
  "error",
  "source",
  "edited_at",
  "edits",
  "original",
]);

async function patchMessage(
  ctx: MutationCtx,
  message: Doc<"messages">,
  patch: Partial<Doc<"messages">>,
): Promise<MessageChange> {
  if (!hasChanges(message, patch)) {
    return "none";
  }
  await ctx.db.patch("messages", message._id, patch);
  const after = { ...message, ...patch };
  const isFailed = (row: Doc<"messages">) => row.status === "failed";
  return isFailed(message) !== isFailed(after) ||
    hasChanges(message, withoutUnseen(patch))
    ? "seen"
    : "unseen";
}

function withoutUnseen(
  patch: Partial<Doc<"messages">>,
): Partial<Doc<"messages">> {
  return Object.fromEntries(
    Object.entries(patch).filter(([key]) => !UNSEEN.has(key)),
  );
}
