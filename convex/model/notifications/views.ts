/** What people see of notifications. */
import type { Doc } from "../../_generated/dataModel";
import schema from "../../schema";

export const vNotificationView = schema
  .doc("notifications")
  .omit("channel_id", "event_key");

export function toNotificationView(
  notification: Doc<"notifications">,
): typeof vNotificationView.type {
  const { channel_id: _channel, event_key: _key, ...view } = notification;
  return view;
}
