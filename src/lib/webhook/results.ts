/** Short names for the outcomes of reading one element of a delivery. */
import type {
  IgnoredReason,
  InvalidReason,
  ParsedItem,
  WebhookEvent,
} from "./events";

export function event(value: WebhookEvent): ParsedItem {
  return { kind: "event", event: value };
}

/** Understood, and nothing to do. */
export function ignored(reason: IgnoredReason): ParsedItem {
  return { kind: "ignored", reason };
}

/** Can never be applied: goes to the dead letters. */
export function invalid(reason: InvalidReason): ParsedItem {
  return { kind: "invalid", reason };
}

/** An element's outcome with the business number that it names, if any. */
export type ReadItem = {
  item: ParsedItem;
  phoneNumberId: string | undefined;
};

/**
 * An element that is read when asked for. A history body holds thousands, and
 * whoever applies it works on a slice at a time.
 */
export type ItemReader = () => ReadItem;
