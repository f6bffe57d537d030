/** A reaction: an emoji on its target, never a bubble of its own. */
import type { ReactionEvent } from "../../../src/lib/crm/events";
import type { Effect } from "../../../src/lib/webhooks/effects";
import type { Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { findMessage, setReaction } from "../conversations/messages";
import { parkEvent } from "../webhooks/parked";
import type { Scope } from "../workspaces/scope";
import { recordActivity } from "./activity";
import { type Applied, appliedFor } from "./applied";

export async function applyReaction(
  ctx: MutationCtx,
  scope: Scope,
  event: ReactionEvent,
): Promise<Applied> {
  const owner = await recordActivity(ctx, scope, {
    phoneNumberId: event.phone_number_id,
    party: event.party,
    session: event.session,
    at: event.at,
    isHistory: event.origin === "history_sync",
    messageContactId: undefined,
    activeAt: event.at,
    sessionTimes: { activeAt: event.at },
  });
  const { effect, messageId } = await placeReaction(ctx, scope, event);
  return appliedFor(owner, [effect], messageId);
}

/** Sets or clears the emoji on the target, or waits for the target. */
export async function placeReaction(
  ctx: MutationCtx,
  scope: Scope,
  event: ReactionEvent,
): Promise<{ effect: Effect; messageId?: Id<"messages"> }> {
  const { workspace } = scope;
  const target = await findMessage(ctx, workspace._id, event.target_message_id);
  if (target === null) {
    await parkEvent(ctx, workspace._id, event);
    return { effect: "parked" };
  }
  const isSet = await setReaction(ctx, target, event);
  return {
    effect: isSet ? "reaction_noted" : "nothing_new",
    messageId: target._id,
  };
}
