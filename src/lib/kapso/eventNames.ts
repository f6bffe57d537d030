/**
 * The provider's event names and what each means to us. Names grow by the
 * month, so an unknown one is normal and recorded.
 */
import type {
  ConversationEvent,
  Direction,
  PhoneNumberEvent,
  WorkflowEvent,
} from "../crm/events";
import { isJsonObject, type HeaderReader, type JsonObject } from "./forms";
import { EVENT_HEADER } from "./headers";

export type EventMeaning =
  | { kind: "message"; direction: Direction }
  | { kind: "conversation"; change: ConversationEvent["change"] }
  | { kind: "identity" }
  | { kind: "marketing" }
  | { kind: "workflow"; outcome: WorkflowEvent["outcome"] }
  | { kind: "phone_number"; change: PhoneNumberEvent["change"] }
  /** In the provider's catalogue, and of no use to us. */
  | { kind: "unhandled" }
  | { kind: "unknown" };

/** A map, so that no name can reach into an object's prototype. */
const MEANINGS: ReadonlyMap<string, EventMeaning> = new Map<
  string,
  EventMeaning
>([
  ["whatsapp.message.received", { kind: "message", direction: "inbound" }],
  ["whatsapp.message.sent", { kind: "message", direction: "outbound" }],
  ["whatsapp.message.delivered", { kind: "message", direction: "outbound" }],
  ["whatsapp.message.read", { kind: "message", direction: "outbound" }],
  ["whatsapp.message.failed", { kind: "message", direction: "outbound" }],
  [
    "whatsapp.conversation.created",
    { kind: "conversation", change: "created" },
  ],
  [
    "whatsapp.conversation.inactive",
    { kind: "conversation", change: "inactive" },
  ],
  ["whatsapp.conversation.ended", { kind: "conversation", change: "ended" }],
  ["whatsapp.contact.identity_changed", { kind: "identity" }],
  ["whatsapp.contact.marketing_preference_changed", { kind: "marketing" }],
  ["workflow.execution.handoff", { kind: "workflow", outcome: "handoff" }],
  ["workflow.execution.failed", { kind: "workflow", outcome: "failed" }],
  [
    "whatsapp.phone_number.created",
    { kind: "phone_number", change: "created" },
  ],
  [
    "whatsapp.phone_number.deleted",
    { kind: "phone_number", change: "deleted" },
  ],
  [
    "whatsapp.phone_number.offboarded",
    { kind: "phone_number", change: "offboarded" },
  ],
  [
    "whatsapp.phone_number.disconnected",
    { kind: "phone_number", change: "disconnected" },
  ],
  [
    "whatsapp.phone_number.reconnected",
    { kind: "phone_number", change: "reconnected" },
  ],
  ["whatsapp.meta_business_agent.handover", { kind: "unhandled" }],
  ["whatsapp.account.disabled", { kind: "unhandled" }],
  ["whatsapp.account.restricted", { kind: "unhandled" }],
  ["whatsapp.account.reinstated", { kind: "unhandled" }],
  ["whatsapp.account.violation", { kind: "unhandled" }],
  ["project.event", { kind: "unhandled" }],
  ["kapso_agent.run.approval_required", { kind: "unhandled" }],
  ["kapso_agent.run.completed", { kind: "unhandled" }],
  ["kapso_agent.run.failed", { kind: "unhandled" }],
  ["kapso_agent.run.cancelled", { kind: "unhandled" }],
]);

export function meaningOf(eventName: string | undefined): EventMeaning {
  const meaning = eventName === undefined ? undefined : MEANINGS.get(eventName);
  return meaning ?? { kind: "unknown" };
}

/** Names go into tables and logs, and the header is not signed. */
const EVENT_NAME = /^[a-z][\w.-]{0,99}$/i;

/** What an event is called when nothing in the request names it. */
export const UNNAMED_EVENT = "unknown";

function asEventName(value: unknown): string | undefined {
  const name = typeof value === "string" ? value.trim() : "";
  return EVENT_NAME.test(name) ? name : undefined;
}

/** The event's name: header, then `event`, then `type` of the body. */
export function eventNameOf(
  headers: HeaderReader,
  body: JsonObject,
): string | undefined {
  return (
    asEventName(headers.get(EVENT_HEADER)) ??
    asEventName(body.event) ??
    asEventName(body.type)
  );
}

/** For bodies that nothing names: the event that has such a shape. */
export function eventNameOfShape(body: JsonObject): string | undefined {
  if (isJsonObject(body.message)) {
    return messageEventOfShape(body.message);
  }
  if (isJsonObject(body.since_message)) {
    return "whatsapp.conversation.inactive";
  }
  if (isJsonObject(body.marketing_preference)) {
    return "whatsapp.contact.marketing_preference_changed";
  }
  if (isJsonObject(body.contact) && "previous" in body) {
    return "whatsapp.contact.identity_changed";
  }
  if (isJsonObject(body.handoff)) {
    return "workflow.execution.handoff";
  }
  if (isJsonObject(body.error)) {
    return "workflow.execution.failed";
  }
  if (isJsonObject(body.conversation)) {
    return body.conversation.status === "ended"
      ? "whatsapp.conversation.ended"
      : "whatsapp.conversation.created";
  }
  return undefined;
}

function messageEventOfShape(message: JsonObject): string {
  const kapso = isJsonObject(message.kapso) ? message.kapso : {};
  if (kapso.direction !== "outbound") {
    return "whatsapp.message.received";
  }
  const name = `whatsapp.message.${String(kapso.status)}`;
  return MEANINGS.has(name) && kapso.status !== "received"
    ? name
    : "whatsapp.message.sent";
}
