/** What comes of reading one element of a delivery, and why nothing came. */
import type { WebhookEvent } from "../crm/events";

/** Why an item is recorded but not applied. Stable codes, shown to operators. */
export const IGNORED_REASONS = [
  "unknown_event",
  "unhandled_event",
  /** A customer opened the chat and said nothing (yet). */
  "request_welcome",
  "group_message",
  "group_receipt",
  "history_refused",
  "unsupported_field",
] as const;
type IgnoredReason = (typeof IGNORED_REASONS)[number];

/** Why an item can never be applied. Stable codes, shown to operators. */
export const INVALID_REASONS = [
  "not_an_object",
  "missing_message",
  "invalid_message",
  "missing_phone_number_id",
  "missing_conversation",
  "invalid_event",
] as const;
type InvalidReason = (typeof INVALID_REASONS)[number];

/** Why a whole body can never be used. Stable codes, sent in the answer. */
export const REJECTED_REASONS = [
  "invalid_json",
  "not_an_object",
  "unsupported_v1",
  "empty_batch",
  "too_many_items",
] as const;
export type RejectedReason = (typeof REJECTED_REASONS)[number];

/** One element of a delivery: an event, or the reason there is none. */
export type ParsedItem =
  | { kind: "event"; event: WebhookEvent }
  | { kind: "ignored"; reason: IgnoredReason }
  | { kind: "invalid"; reason: InvalidReason };

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
