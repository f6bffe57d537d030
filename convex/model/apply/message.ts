/** A message, or a receipt body that repeats one. */
import type { MessageEvent } from "../../../src/lib/crm/events";
import { keptSince } from "../../../src/lib/privacy/retention";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import {
  completeMessage,
  findMessage,
  findMessageHome,
  insertMessage,
} from "../conversations/messages";
import { learnAlone } from "../contacts/own";
import {
  addedFields,
  refreshWaiting,
  refreshWaitingOf,
  type AddedMessages,
} from "../contacts/waiting";
import { patchContact } from "../contacts/write";
import { messageTarget, takeParked } from "../webhooks/parked";
import { queueLeadCheck } from "../contacts/leadChecks";
import type { Scope } from "../workspaces/scope";
import { beginActivity, type BegunActivity } from "./activity";
import { type Applied, appliedFor } from "./applied";
import { applyParked } from "./waiting";

export async function applyMessage(
  ctx: MutationCtx,
  scope: Scope,
  event: MessageEvent,
): Promise<Applied> {
  const kapsoMessageId = event.kapso_message_id;
  const isHistory = event.origin === "history_sync";
  const existing = await findMessage(ctx, scope.workspace._id, kapsoMessageId);
  const isNew = existing === null;
  const isLive = !isHistory && !isPast(scope, event);
  const becomesLive = isLive && (isNew || existing.origin === "history_sync");
  const owner = await beginActivity(ctx, scope, {
    phoneNumberId: event.phone_number_id,
    party: event.party,
    session: event.session,
    at: event.active_at,
    isHistory,
    messageContactId: existing
      ? await findMessageHome(ctx, existing)
      : undefined,
    activeAt: event.active_at,
    direction: event.direction,
    newMessages: isNew ? 1 : 0,
    newUnread: becomesLive && event.direction === "inbound" ? 1 : 0,
    sessionTimes: { activeAt: event.active_at },
  });
  const { contact, conversationId, homeConversationId } = owner;
  const added = { count: isNew ? 1 : 0, lastAt: event.active_at };
  if (!isNew) {
    const { learned } = owner;
    const patch = { ...learned, ...addedFields(contact, added) };
    await patchContact(ctx, contact, patch);
    await learnAdded(ctx, owner, added);
    return await completeKnown(ctx, scope, owner, existing, event);
  }
  const messageId = await insertMessage(
    ctx,
    {
      workspace_id: scope.workspace._id,
      conversation_id: conversationId,
      home_conversation_id:
        homeConversationId === conversationId ? undefined : homeConversationId,
      contact_id: contact._id,
    },
    event,
  );
  await settleAdded(ctx, scope, owner, kapsoMessageId, added);
  await learnAdded(ctx, owner, added);
  if (isLive) {
    await queueLeadCheck(ctx, contact, scope.auditId);
  }
  return appliedFor(owner, ["message_stored"], messageId);
}

/**
 * Applies what waited for a new message, and brings its conversation and contact
 * up to date. Where nothing waited, the rows at hand are as they are stored.
 */
async function settleAdded(
  ctx: MutationCtx,
  scope: Scope,
  { contact, learned, conversation, conversationId }: BegunActivity,
  kapsoMessageId: string,
  added: AddedMessages,
): Promise<void> {
  const target = messageTarget(kapsoMessageId);
  const parked = await takeParked(ctx, scope.workspace._id, target);
  if (parked.length === 0 && conversation !== undefined) {
    await refreshWaitingOf(ctx, conversation, contact, { added, learned });
    return;
  }
  await patchContact(ctx, contact, learned);
  await applyParked(ctx, scope, parked);
  await refreshWaiting(ctx, conversationId, added);
}

/** Where others were merged, the message also counts where it belongs. */
async function learnAdded(
  ctx: MutationCtx,
  { contact, homeId }: BegunActivity,
  added: AddedMessages,
): Promise<void> {
  if (contact.own !== undefined) {
    await learnAlone(ctx, contact._id, homeId, (facts) =>
      addedFields(facts, added),
    );
  }
}

/** Adds what the body tells of a message that is known. */
async function completeKnown(
  ctx: MutationCtx,
  { auditId }: Scope,
  owner: BegunActivity,
  message: Doc<"messages">,
  event: MessageEvent,
): Promise<Applied> {
  const change = await completeMessage(ctx, message, event);
  if (change === "seen") {
    await refreshWaiting(ctx, message.conversation_id);
    await queueLeadCheck(ctx, owner.contact, auditId);
  }
  const effect = change === "none" ? "nothing_new" : "message_completed";
  return appliedFor(owner, [effect], message._id);
}

/** Told again after retention deleted it, it is nothing new, and goes again. */
const isPast = ({ workspace }: Scope, { sent_at }: MessageEvent): boolean =>
  sent_at < keptSince(workspace.message_retention_days, Date.now());
