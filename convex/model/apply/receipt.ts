/** A receipt without its message's content (Meta form). */
import type { ReceiptEvent } from "../../../src/lib/crm/events";
import type { MutationCtx } from "../../_generated/server";
import { resolveContact } from "../contacts/contacts";
import { refreshWaiting } from "../contacts/waiting";
import {
  findMessage,
  findMessageHome,
  recordReceipt,
} from "../conversations/messages";
import { parkEvent } from "../webhooks/parked";
import type { Scope } from "../workspaces/scope";

/** Raises the message's status, or waits for the message. */
export async function applyReceipt(
  ctx: MutationCtx,
  scope: Scope,
  event: ReceiptEvent,
): Promise<void> {
  const { receipt, kapso_message_id: kapsoMessageId } = event;
  const message = await findMessage(ctx, scope.workspace._id, kapsoMessageId);
  if (message === null) {
    await parkEvent(ctx, scope.workspace._id, event);
    return;
  }
  const isSeen = await recordReceipt(ctx, message, receipt);
  // A receipt can be the first to say that a phone and an id are one person.
  await resolveContact(ctx, scope, {
    party: event.party,
    at: receipt.at,
    isHistory: false,
    hasSession: false,
    knownContactIds: [await findMessageHome(ctx, message)],
  });
  if (isSeen) {
    await refreshWaiting(ctx, message.conversation_id);
  }
}
