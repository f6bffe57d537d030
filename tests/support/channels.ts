/** Notification channels of the demo workspace, posting to a real server. */
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import type { Topic } from "../../src/lib/notifications/events";
import { passTime, type TestConvex } from "./setup";
import type { Caller } from "./tenants";

export interface ChannelOptions {
  kind?: "webhook" | "slack" | "email";
  topics?: Topic[];
  name?: string;
}

/** Makes a channel as an admin does. */
export async function createChannel(
  as: Caller,
  workspace_id: Id<"workspaces">,
  target: string,
  { kind = "webhook", topics = ["alerts"], name = kind }: ChannelOptions = {},
): Promise<{ channel_id: Id<"channels">; secret: string }> {
  const made = await as.action(api.channels.create, {
    workspace_id,
    name,
    kind,
    topics,
    target,
  });
  return { channel_id: made.channel_id, secret: made.secret ?? "" };
}

/** Steps from an event to its last post, each a scheduled function. */
export const STEPS = 12;

/** Runs what is due now. No timeout passes meanwhile. */
export async function sendDue(t: TestConvex): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) {
    await passTime(t, 1);
  }
}
