/**
 * From a stored body to our events. Pure and total: any text gives an answer,
 * and the same text and headers give the same one, so that a replay does what
 * the first run did.
 */
import { UNNAMED_EVENT, eventNameOf, eventNameOfShape } from "./eventNames";
import type { ParsedDelivery, ParsedItem, PayloadForm } from "./events";
import {
  formOf,
  formOfHeaders,
  isJsonObject,
  isVersion1,
  type HeaderReader,
  type JsonObject,
} from "./forms";
import { parseJson } from "./json";
import { readKapsoItem } from "./kapso";
import { listMetaItems, metaEventName } from "./meta";
import { versionOneConfigSchema } from "./payload";
import type { ItemReader } from "./results";

type Rejected = Extract<ParsedDelivery, { kind: "rejected" }>;

/** A delivery whose form and elements are known, and no element read yet. */
type OpenDelivery =
  | Rejected
  | {
      kind: "open";
      form: PayloadForm;
      eventType: string;
      items: ItemReader[];
    };

/**
 * Parses a delivery whose signature was checked. Never throws.
 *
 * @param headers Only the event's name, the payload version and the batch mark
 * are read (`forms.ts`). They are not signed.
 */
export function parseDelivery(
  bodyText: string,
  headers: HeaderReader,
): ParsedDelivery {
  const opened = openDelivery(bodyText, headers);
  if (opened.kind === "rejected") {
    return opened;
  }
  const { form, eventType } = opened;
  const read = opened.items.map((readItem) => readItem());
  return {
    kind: "usable",
    form,
    eventType,
    phoneNumberId: onlyOne(read.map(({ phoneNumberId }) => phoneNumberId)),
    items: read.map(({ item }) => item),
  };
}

export type ParsedSlice =
  | {
      kind: "usable";
      /** The items from `start` on, `end` not included. */
      items: ParsedItem[];
      /** How many the whole delivery has. */
      itemCount: number;
    }
  | Rejected;

/**
 * The same items as `parseDelivery` gives, but only a slice of them is read. A
 * 3 MB history body holds thousands of messages and takes seconds to read
 * whole, which is more than a mutation may run.
 */
export function parseSlice(
  bodyText: string,
  headers: HeaderReader,
  range: { start: number; end: number },
): ParsedSlice {
  const opened = openDelivery(bodyText, headers);
  if (opened.kind === "rejected") {
    return opened;
  }
  const { items } = opened;
  return {
    kind: "usable",
    items: items.slice(range.start, range.end).map((read) => read().item),
    itemCount: items.length,
  };
}

function openDelivery(bodyText: string, headers: HeaderReader): OpenDelivery {
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
      return open(form, metaEventName(body), listMetaItems(body));
    case "batch":
      return openBatch(body, headers);
    case "v1":
      return rejectVersion1(form, body, [body], headers);
    case "v2": {
      const name = eventNameOf(headers, body) ?? eventNameOfShape(body);
      return open(form, name, [() => readKapsoItem(body, name)]);
    }
  }
}

function open(
  form: PayloadForm,
  eventName: string | undefined,
  items: ItemReader[],
): OpenDelivery {
  return { kind: "open", form, eventType: eventName ?? UNNAMED_EVENT, items };
}

/** Each element is a complete single body and succeeds or fails on its own. */
function openBatch(body: JsonObject, headers: HeaderReader): OpenDelivery {
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
  return open(
    "batch",
    name ?? shapeName,
    elements.map(
      (element) => () => readKapsoItem(withTestMark(body, element), name),
    ),
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
): Rejected {
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

/** The number that all who name one agree on. */
function onlyOne(numbers: (string | undefined)[]): string | undefined {
  const named = new Set(numbers.filter((number) => number !== undefined));
  const [first] = named;
  return named.size === 1 ? first : undefined;
}
