/** Short names for the outcomes of reading one element of a delivery. */
import type {
  IgnoredReason,
  InvalidReason,
  ParsedItem,
  WebhookEvent,
} from "../crm/events";

type Result<K extends ParsedItem["kind"]> = Extract<ParsedItem, { kind: K }>;

export function event(value: WebhookEvent): Result<"event"> {
  return { kind: "event", event: value };
}

/** Understood, and nothing to do. */
export function ignored(reason: IgnoredReason): Result<"ignored"> {
  return { kind: "ignored", reason };
}

/** Can never be applied: goes to the dead letters. */
export function invalid(reason: InvalidReason): Result<"invalid"> {
  return { kind: "invalid", reason };
}
