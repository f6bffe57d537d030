/** A reaction: an emoji on its target, never a bubble of its own. */
import type { ReactionEvent } from "../../../src/lib/crm/events";
import type { MutationCtx } from "../../_generated/server";
import { findMessage, setReaction } from "../conversations/messages";
import { parkEvent } from "../webhooks/parked";
import type { Scope } from "../workspaces/scope";
import { recordActivity } from "./activity";

export async function applyReaction(
  ctx: MutationCtx,
  scope: Scope,
  event: ReactionEvent,
): Promise<void> {
  await recordActivity(ctx, scope, {
    phoneNumberId: event.phone_number_id,
    party: event.party,
    session: event.session,
    at: event.at,
    isHistory: event.origin === "history_sync",
    messageContactId: undefined,
    activeAt: event.at,
    sessionTimes: { activeAt: event.at },
  });
  await placeReaction(ctx, scope, event);
}

/** Sets or clears the emoji on the target, or waits for the target. */
export async function placeReaction(
  ctx: MutationCtx,
  scope: Scope,
  event: ReactionEvent,
): Promise<void> {
  const { workspace } = scope;
  const target = await findMessage(ctx, workspace._id, event.target_message_id);
  if (target === null) {
    await parkEvent(ctx, workspace._id, event);
    return;
  }
  await setReaction(ctx, target, event);
}
