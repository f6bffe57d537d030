/** Builders and readers for tests of the parser. */
import type {
  Content,
  MessageEvent,
  WebhookEvent,
} from "../../../src/lib/crm/events";
import type { ParsedItem } from "../../../src/lib/kapso/parsedItem";
import { loadFixture } from "../../support/fixtures";
import {
  parseDelivery,
  type ParsedDelivery,
} from "../../support/parseDelivery";

export const PHONE_NUMBER_ID = "100000000000017";

export type Json = Record<string, unknown>;

/** Parses a fixture by number, e.g. "01". */
export async function parseFixture(number: string): Promise<ParsedDelivery> {
  const { bodyText, headers } = await loadFixture(number);
  return parseDelivery(bodyText, new Headers(headers));
}

export function parseBody(
  body: unknown,
  headers: Record<string, string> = {},
): ParsedDelivery {
  return parseDelivery(JSON.stringify(body), new Headers(headers));
}

/** All items of a usable delivery. */
export function itemsOf(parsed: ParsedDelivery): ParsedItem[] {
  if (parsed.kind === "rejected") {
    throw new Error(`rejected: ${parsed.reason}`);
  }
  return parsed.items;
}

/** The one item of a delivery. */
export function itemOf(parsed: ParsedDelivery): ParsedItem {
  const [item, ...more] = itemsOf(parsed);
  if (item === undefined || more.length > 0) {
    throw new Error(`expected one item, got ${itemsOf(parsed).length}`);
  }
  return item;
}

/** The event of an item, which must be of this kind. */
export function eventOf<K extends WebhookEvent["kind"]>(
  item: ParsedItem | undefined,
  kind: K,
): Extract<WebhookEvent, { kind: K }> {
  if (item?.kind === "event" && isOfKind(item.event, kind)) {
    return item.event;
  }
  throw new Error(`expected a ${kind} event, got ${JSON.stringify(item)}`);
}

function isOfKind<K extends WebhookEvent["kind"]>(
  event: WebhookEvent,
  kind: K,
): event is Extract<WebhookEvent, { kind: K }> {
  return event.kind === kind;
}

/** A v2 body with one inbound text; each part can be overridden. */
export function kapsoBody(
  parts: {
    message?: Json;
    kapso?: Json;
    conversation?: Json;
    root?: Json;
  } = {},
) {
  return {
    message: {
      id: "wamid.ONE",
      timestamp: "1789352107",
      type: "text",
      from: "6281255500101",
      text: { body: "Halo" },
      kapso: { direction: "inbound", ...parts.kapso },
      ...parts.message,
    },
    conversation: {
      id: "session-1",
      phone_number: "+6281255500101",
      ...parts.conversation,
    },
    phone_number_id: PHONE_NUMBER_ID,
    ...parts.root,
  };
}

/** The message event of a body made by `kapsoBody`. */
export function kapsoMessage(
  parts: Parameters<typeof kapsoBody>[0],
  eventName = "whatsapp.message.received",
): MessageEvent {
  const headers = { "X-Webhook-Event": eventName };
  return eventOf(itemOf(parseBody(kapsoBody(parts), headers)), "message");
}

/** A body in Meta's form with one change. */
export function metaBody(field: string, value: Json) {
  return {
    object: "whatsapp_business_account",
    entry: [
      {
        id: "200000000000031",
        changes: [
          {
            field,
            value: {
              metadata: {
                display_phone_number: "6281155500900",
                phone_number_id: PHONE_NUMBER_ID,
              },
              ...value,
            },
          },
        ],
      },
    ],
  };
}

/** Content of an inbound message of this type, `data_json` parsed. */
export function contentOf(
  type: string,
  message: Json,
  kapso: Json = {},
): Omit<Content, "data_json"> & { data?: unknown } {
  const { content } = kapsoMessage({
    message: {
      type,
      text: undefined,
      kapso: { direction: "inbound", ...kapso },
      ...message,
    },
  });
  const { data_json, ...rest } = content;
  return data_json === undefined
    ? rest
    : { ...rest, data: JSON.parse(data_json) };
}
