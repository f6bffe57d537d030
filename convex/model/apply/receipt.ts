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
import { type Applied, appliedTo } from "./applied";
import { parkEvent } from "../webhooks/parked";
import type { Scope } from "../workspaces/scope";

/** Raises the message's status, or waits for the message. */
export async function applyReceipt(
  ctx: MutationCtx,
  scope: Scope,
  event: ReceiptEvent,
): Promise<Applied> {
  const { receipt, kapso_message_id: kapsoMessageId } = event;
  const message = await findMessage(ctx, scope.workspace._id, kapsoMessageId);
  if (message === null) {
    await parkEvent(ctx, scope.workspace._id, event);
    return appliedTo("parked");
  }
  const change = await recordReceipt(ctx, message, receipt);
  // A receipt can be the first to say that a phone and an id are one person.
  const { contact } = await resolveContact(ctx, scope, {
    party: event.party,
    at: receipt.at,
    isHistory: false,
    hasSession: false,
    knownContactIds: [await findMessageHome(ctx, message)],
  });
  if (change === "seen") {
    await refreshWaiting(ctx, message.conversation_id);
  }
  return {
    effects: [change === "none" ? "nothing_new" : "receipt_noted"],
    contact_id: contact._id,
    conversation_id: message.conversation_id,
    message_id: message._id,
  };
}
