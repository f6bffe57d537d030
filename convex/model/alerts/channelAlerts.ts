/** Tells when a channel does not get through; others are told, not itself. */
import type { Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { raiseAlertOnce } from "./alerts";

/** Attempts in a row that may fail before anybody is told. */
const FAILURES_BORNE = 3;

/** After an attempt: raises the alert when it is the third, or the last one. */
export async function tellOfChannel(
  ctx: MutationCtx,
  channelId: Id<"channels">,
  notificationId: Id<"notifications">,
): Promise<void> {
  const channel = await ctx.db.get("channels", channelId);
  const notification = await ctx.db.get("notifications", notificationId);
  if (channel === null || channel.off_reason === "by_hand") {
    return;
  }
  const isGivenUp = notification?.status === "dead_letter";
  if (channel.failures >= FAILURES_BORNE || isGivenUp) {
    await raiseAlertOnce(ctx, {
      kind: "channel_failing",
      key: channelId,
      workspace_id: channel.workspace_id,
    });
  }
}
