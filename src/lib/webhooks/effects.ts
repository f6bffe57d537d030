/**
 * What applying one item of a delivery made or changed, in words that a person
 * can be told. Never with what was said.
 */
import type { WebhookEvent } from "../crm/events";
import { assertExhaustive } from "../values/assertExhaustive";

export const EFFECTS = [
  "contact_made",
  "contact_seen",
  "conversation_made",
  "conversation_updated",
  "message_stored",
  /** Another body told more of a message that was known. */
  "message_completed",
  "receipt_noted",
  "reaction_noted",
  "message_edited",
  "message_deleted",
  "session_noted",
  "workflow_noted",
  "number_noted",
  "endpoint_tested",
  /** Waits for a message or session that nobody has seen yet. */
  "parked",
  /** All of it was known already. */
  "nothing_new",
] as const;
export type Effect = (typeof EFFECTS)[number];

/** Effects of an item that told nothing new, whatever else it touched. */
const UNCHANGED: ReadonlySet<Effect> = new Set([
  "contact_seen",
  "conversation_updated",
  "session_noted",
  "nothing_new",
]);

/** Whether applying an item surely brought something that was not known. */
export const isNews = (effects: readonly Effect[]): boolean =>
  effects.some((effect) => !UNCHANGED.has(effect));

/** The provider's id of the message that an event is about. */
export function messageIdOf(event: WebhookEvent): string | undefined {
  switch (event.kind) {
    case "message":
    case "receipt":
      return event.kapso_message_id;
    case "reaction":
    case "edit":
    case "revoke":
      return event.target_message_id;
    case "conversation":
    case "identity":
    case "marketing":
    case "workflow":
    case "phone_number":
    case "test":
      return undefined;
    default:
      return assertExhaustive(event);
  }
}
