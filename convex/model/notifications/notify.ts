/**
 * Saying that something happened. Whoever says it reads no channel: a job of its
 * own does, so that a webhook's work does not grow with them and meets none of
 * their writes. It commits with the event or not at all, and runs exactly once.
 */
import type { Id } from "../../_generated/dataModel";
import { internal } from "../../_generated/api";
import type { MutationCtx } from "../../_generated/server";
import type { NotificationEvent } from "../../../src/lib/notifications/events";

export interface Happening {
  /** Whose channels are told; absent: the operators'. */
  workspaceId: Id<"workspaces"> | undefined;
  /** Names it: a channel is told once of each. */
  key: string;
  event: NotificationEvent;
  /** A channel that is not told: it is what this is about. */
  except?: Id<"channels">;
}

export async function notify(
  ctx: MutationCtx,
  { workspaceId, key, event, except }: Happening,
): Promise<void> {
  await ctx.scheduler.runAfter(0, internal.notifications.queue.fanOut, {
    workspace_id: workspaceId,
    event_key: key,
    event,
    at: Date.now(),
    except,
  });
}
