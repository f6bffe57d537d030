/**
 * From a stored body to our events. Pure and total: any text gives an answer,
 * and the same text and headers give the same one, so that a replay does what
 * the first run did.
 */
import { UNNAMED_EVENT, eventNameOf, eventNameOfShape } from "./eventNames";
import type { PayloadForm } from "../crm/events";
import {
  formOf,
  formOfHeaders,
  isJsonObject,
  isVersion1,
  type HeaderReader,
  type JsonObject,
} from "./forms";
import { parseJson } from "./json";
import { kapsoPhoneNumberId, readKapsoItem } from "./kapso";
import { listMetaItems, metaEventName } from "./meta";
import { readMetaChange, readMetaItem, type MetaChange } from "./metaMessage";
import type { ParsedItem, RejectedReason } from "./parsedItem";
import { versionOneConfigSchema } from "./payload";
import type { RawChange, RawItem } from "./rawItems";

type DeliveryHead = { form: PayloadForm; eventType: string };

/** A whole body that can never be used. */
export type RejectedDelivery = DeliveryHead & {
  kind: "rejected";
  phoneNumberId: string | undefined;
  reason: RejectedReason;
};

/** A delivery whose elements are known, in the body's order, and not read. */
export type ListedDelivery =
  RejectedDelivery | (DeliveryHead & { kind: "listed"; items: RawItem[] });

/**
 * Lists the elements of a delivery whose signature was checked. Never throws,
 * and costs little more than parsing the JSON.
 *
 * @param headers Only the event's name, the payload version and the batch mark
 * are read (`forms.ts`). They are not signed.
 */
export function listDelivery(
  bodyText: string,
  headers: HeaderReader,
): ListedDelivery {
  const body = parseJson(bodyText);
  if (!isJsonObject(body)) {
    return {
      kind: "rejected",
      form: formOfHeaders(headers),
      eventType: eventNameOf(headers, {}) ?? UNNAMED_EVENT,
      phoneNumberId: undefined,
      reason: body === undefined ? "invalid_json" : "not_an_object",
    };
  }
  const form = formOf(body, headers);
  switch (form) {
    case "meta":
      return listed(form, metaEventName(body), listMetaItems(body));
    case "batch":
      return listBatch(body, headers);
    case "v1":
      return rejectVersion1(form, body, [body], headers);
    case "v2": {
      const name = eventNameOf(headers, body) ?? eventNameOfShape(body);
      return listed(form, name, [
        { kind: "kapso", value: body, eventName: name },
      ]);
    }
  }
}

/**
 * Reads elements one by one. Never throws. What the elements of one change
 * share is read once, so a reader serves as many elements as possible.
 */
export function createItemReader(): (raw: RawItem) => ParsedItem {
  const changes = new Map<RawChange, MetaChange>();
  const changeOf = (raw: RawChange): MetaChange => {
    const change = changes.get(raw) ?? readMetaChange(raw);
    changes.set(raw, change);
    return change;
  };
  return (raw) => {
    switch (raw.kind) {
      case "kapso":
        return readKapsoItem(raw.value, raw.eventName);
      case "meta":
        return readMetaItem(raw, changeOf(raw.change));
      case "known":
        return raw.item;
    }
  };
}

/** The business number that an element names, found without reading it. */
export function phoneNumberIdOf(raw: RawItem): string | undefined {
  switch (raw.kind) {
    case "kapso":
      return kapsoPhoneNumberId(raw.value);
    case "meta":
      return raw.change.phoneNumberId;
    case "known":
      return raw.phoneNumberId;
  }
}

/** The number that all who name one agree on. */
export function onlyOne(
  numbers: Iterable<string | undefined>,
): string | undefined {
  const named = new Set(numbers);
  named.delete(undefined);
  const [first] = named;
  return named.size === 1 ? first : undefined;
}

/** Twice what 3 MiB hold of the smallest real item, a receipt of 150 bytes. */
const MAX_ITEMS = 50_000;

function listed(
  form: PayloadForm,
  eventName: string | undefined,
  items: RawItem[],
): ListedDelivery {
  const head = { form, eventType: eventName ?? UNNAMED_EVENT };
  return items.length > MAX_ITEMS
    ? {
        ...head,
        kind: "rejected",
        phoneNumberId: undefined,
        reason: "too_many_items",
      }
    : { ...head, kind: "listed", items };
}

/** Each element is a complete single body and succeeds or fails on its own. */
function listBatch(body: JsonObject, headers: HeaderReader): ListedDelivery {
  const elements: unknown[] = Array.isArray(body.data) ? body.data : [];
  const name = eventNameOf(headers, body);
  if (elements.length === 0) {
    return {
      kind: "rejected",
      form: "batch",
      eventType: name ?? UNNAMED_EVENT,
      phoneNumberId: undefined,
      reason: "empty_batch",
    };
  }
  const isOld = elements.every((element) => configOf(element) !== undefined);
  if (isOld || isVersion1(body, headers)) {
    return rejectVersion1("batch", body, elements, headers);
  }
  const shapeName = elements
    .filter(isJsonObject)
    .map(eventNameOfShape)
    .find((known) => known !== undefined);
  const eventName = name ?? shapeName;
  return listed(
    "batch",
    eventName,
    elements.map((element) => ({
      kind: "kapso",
      value: withTestMark(body, element),
      eventName: name,
    })),
  );
}

/** A test batch carries its mark at the root. */
function withTestMark(body: JsonObject, element: unknown): unknown {
  return body.test === true && isJsonObject(element)
    ? { ...element, test: true }
    : element;
}

/**
 * The legacy payload is refused: its ids are not WhatsApp's, so its messages
 * could not be told apart from their v2 twins.
 */
function rejectVersion1(
  form: PayloadForm,
  body: JsonObject,
  elements: unknown[],
  headers: HeaderReader,
): RejectedDelivery {
  return {
    kind: "rejected",
    form,
    eventType: eventNameOf(headers, body) ?? UNNAMED_EVENT,
    phoneNumberId: onlyOne(
      elements.map((element) => configOf(element)?.phone_number_id),
    ),
    reason: "unsupported_v1",
  };
}

function configOf(element: unknown) {
  return isJsonObject(element) && isJsonObject(element.whatsapp_config)
    ? versionOneConfigSchema.parse(element.whatsapp_config)
    : undefined;
}
