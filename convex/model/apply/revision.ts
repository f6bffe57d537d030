/** An edit or a deletion: changes its target, never a bubble of its own. */
import type { EditEvent, RevokeEvent } from "../../../src/lib/crm/events";
import type { MutationCtx } from "../../_generated/server";
import { queueLeadCheck } from "../contacts/leadChecks";
import { refreshWaiting } from "../contacts/waiting";
import {
  findMessage,
  findMessageHome,
  recordEdit,
  recordRevoke,
} from "../conversations/messages";
import { parkEvent } from "../webhooks/parked";
import type { Scope } from "../workspaces/scope";
import { recordActivity } from "./activity";
import { type Applied, appliedFor, appliedTo } from "./applied";

/**
 * Changes the message, or waits for it. A change of something said before is no
 * activity: the conversation keeps its place and its unread count.
 */
export async function applyRevision(
  ctx: MutationCtx,
  scope: Scope,
  event: EditEvent | RevokeEvent,
): Promise<Applied> {
  const { workspace } = scope;
  const target = await findMessage(ctx, workspace._id, event.target_message_id);
  if (target === null) {
    await parkEvent(ctx, workspace._id, event);
    return appliedTo("parked");
  }
  const change =
    event.kind === "edit"
      ? await recordEdit(ctx, target, event)
      : await recordRevoke(ctx, target, event);
  // It can be the first to name an id of the person, or the session.
  const owner = await recordActivity(ctx, scope, {
    phoneNumberId: event.phone_number_id,
    party: event.party,
    session: event.session,
    at: event.at,
    isHistory: event.origin === "history_sync",
    messageContactId: await findMessageHome(ctx, target),
    activeAt: 0,
    sessionTimes: {},
  });
  await refreshWaiting(ctx, target.conversation_id);
  await queueLeadCheck(ctx, owner.contact, scope.auditId);
  const told = event.kind === "edit" ? "message_edited" : "message_deleted";
  return appliedFor(
    owner,
    [change === "none" ? "nothing_new" : told],
    target._id,
  );
}
