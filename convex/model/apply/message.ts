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
import { addedFields, addMessages, refreshWaiting } from "../contacts/waiting";
import { queueLeadCheck } from "../contacts/leadChecks";
import type { Scope } from "../workspaces/scope";
import { type ActivityOwner, recordActivity } from "./activity";
import { type Applied, appliedFor } from "./applied";
import { applyWaitingForMessage } from "./waiting";

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
  const owner = await recordActivity(ctx, scope, {
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
  const { contact, homeId, conversationId, homeConversationId } = owner;
  const added = { count: isNew ? 1 : 0, lastAt: event.active_at };
  const learnAdded = async () =>
    await learnAlone(ctx, contact._id, homeId, (facts) =>
      addedFields(facts, added),
    );
  if (!isNew) {
    await addMessages(ctx, contact._id, added);
    await learnAdded();
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
  await applyWaitingForMessage(ctx, scope, kapsoMessageId);
  await refreshWaiting(ctx, conversationId, added);
  await learnAdded();
  if (isLive) {
    await queueLeadCheck(ctx, contact, scope.auditId);
  }
  return appliedFor(owner, ["message_stored"], messageId);
}

/** Adds what the body tells of a message that is known. */
async function completeKnown(
  ctx: MutationCtx,
  { auditId }: Scope,
  owner: ActivityOwner,
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
