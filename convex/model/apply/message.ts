/** A message, or a receipt body that repeats one. */
import { hasChanges } from "../../../src/lib/object/hasChanges";
import { maxTime } from "../../../src/lib/time/max";
import type { MessageEvent } from "../../../src/lib/webhook/events";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { completeMessage, findMessage, insertMessage } from "../messages";
import type { Scope } from "../scope";
import { resolveThread, touchThread, type Thread } from "./thread";
import { applyWaitingForMessage } from "./waiting";

export async function applyMessage(
  ctx: MutationCtx,
  scope: Scope,
  event: MessageEvent,
): Promise<void> {
  const wamid = event.kapso_message_id;
  const isHistory = event.origin === "history_sync";
  const existing = await findMessage(ctx, scope.workspace._id, wamid);
  const thread = await resolveThread(ctx, scope, {
    phoneNumberId: event.phone_number_id,
    party: event.party,
    session: event.session,
    at: event.active_at,
    isHistory,
    messageContactId: existing?.contact_id,
  });
  if (existing === null) {
    await insertMessage(
      ctx,
      {
        workspace_id: scope.workspace._id,
        conversation_id: thread.conversation._id,
        contact_id: thread.contact._id,
      },
      event,
    );
  } else {
    await completeMessage(ctx, existing, event);
  }
  const isNew = existing === null;
  const becomesLive =
    !isHistory && (isNew || existing.origin === "history_sync");
  await touchThread(ctx, scope, thread, {
    activeAt: event.active_at,
    direction: event.direction,
    newMessages: isNew ? 1 : 0,
    newUnread: becomesLive && event.direction === "inbound" ? 1 : 0,
    sessionTimes: { activeAt: event.active_at },
  });
  await touchContact(ctx, thread, isNew ? 1 : 0, event.active_at);
  if (isNew) {
    await applyWaitingForMessage(ctx, scope, wamid);
  }
}

async function touchContact(
  ctx: MutationCtx,
  { contact }: Thread,
  newMessages: number,
  activeAt: number,
): Promise<void> {
  const patch: Partial<Doc<"contacts">> = {
    message_count: contact.message_count + newMessages,
    last_message_at: maxTime(contact.last_message_at, activeAt),
  };
  if (hasChanges(contact, patch)) {
    await ctx.db.patch("contacts", contact._id, patch);
  }
}
