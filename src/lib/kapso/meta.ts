/**
 * Bodies that Meta wrote and Kapso passed on (contract, section 12). Each
 * message, status and refused chunk is one item; a change of any other kind is
 * one ignored item.
 */
import { phoneNumberIdField } from "./fields";
import { isJsonObject, type JsonObject } from "./forms";
import { ignored, invalid } from "./parsedItem";
import type {
  MetaList,
  RawChange,
  RawItem,
  RawKnownItem,
  RawMetaItem,
} from "./rawItems";

/** Every element of a body in Meta's form, unread. Never throws. */
export function listMetaItems(body: JsonObject): RawItem[] {
  const items = changesOf(body).flatMap(listChange);
  return items.length > 0 ? items : [known(ignored("unsupported_field"))];
}

function known(
  item: RawKnownItem["item"],
  phoneNumberId?: string,
): RawKnownItem {
  return { kind: "known", item, phoneNumberId };
}

/** "meta." and the field that all changes share, else "meta.mixed". */
export function metaEventName(body: JsonObject): string {
  const fields = new Set(changesOf(body).map(fieldOf));
  const [field = "empty"] = fields;
  return `meta.${fields.size > 1 ? "mixed" : field}`;
}

function changesOf(body: JsonObject): unknown[] {
  return listOf(body, "entry").flatMap((entry: unknown): unknown[] =>
    isJsonObject(entry) && Array.isArray(entry.changes)
      ? entry.changes
      : [entry],
  );
}

function fieldOf(change: unknown): string {
  const field = isJsonObject(change) ? change.field : undefined;
  return typeof field === "string" && /^[a-z_]{1,64}$/.test(field)
    ? field
    : "unknown";
}

/**
 * Echoes belong under `smb_message_echoes`, and have been met under two other
 * fields. While Meta's agent answers a customer, both sides' messages and their
 * receipts come under `standby` only.
 */
const LISTS: ReadonlyMap<
  string,
  (value: JsonObject, change: RawChange) => RawItem[]
> = new Map([
  ["messages", listTraffic],
  ["smb_message_echoes", listTraffic],
  ["message_echoes", listTraffic],
  ["standby", listStandby],
  ["history", listHistory],
]);

function listChange(change: unknown): RawItem[] {
  if (!isJsonObject(change) || !isJsonObject(change.value)) {
    return [known(invalid("not_an_object"))];
  }
  const { value } = change;
  const metadata = metadataOf(value);
  const phoneNumberId = phoneNumberIdField.parse(metadata.phone_number_id);
  const list = LISTS.get(fieldOf(change));
  if (list === undefined) {
    return [known(ignored("unsupported_field"), phoneNumberId)];
  }
  if (phoneNumberId === undefined) {
    return [known(invalid("missing_phone_number_id"))];
  }
  const items = list(value, {
    phoneNumberId,
    displayPhoneNumber: metadata.display_phone_number,
    contacts: [
      ...listOf(value, "contacts"),
      ...listOf(standbyOf(value), "contacts"),
    ],
    hasOneSender: hasOneSender([
      ...listOf(value, "messages"),
      ...listOf(standbyOf(value), "messages"),
    ]),
  });
  // Nothing but errors or progress: nothing that we keep.
  return items.length > 0
    ? items
    : [known(ignored("unsupported_field"), phoneNumberId)];
}

/** What a standby change holds one level down; it has been seen flat too. */
function standbyOf(value: JsonObject): JsonObject {
  return isJsonObject(value.standby) ? value.standby : {};
}

function metadataOf(value: JsonObject): JsonObject {
  const told = [value.metadata, standbyOf(value).metadata];
  return told.find(isJsonObject) ?? {};
}

/** As spelled, but for marks; the elements are not read yet. */
function hasOneSender(messages: unknown[]): boolean {
  const first = senderOf(messages[0]);
  return (
    messages.length > 0 &&
    messages.every((message) => senderOf(message) === first)
  );
}

function senderOf(message: unknown): string {
  const { from, from_user_id } = isJsonObject(message) ? message : {};
  const number =
    typeof from === "string" ? from.replace(/[^\p{L}\p{N}]/gu, "") : "";
  return `${number} ${typeof from_user_id === "string" ? from_user_id : ""}`;
}

/** Messages of customers, what the business typed on its phone, receipts. */
function listTraffic(value: JsonObject, change: RawChange): RawItem[] {
  return [
    ...listRaw(value, "messages", change, "message"),
    ...listRaw(value, "message_echoes", change, "echo"),
    ...listRaw(value, "statuses", change, "status"),
  ];
}

/** The same, but what is sent here was typed on no phone. */
function listStandby(value: JsonObject, change: RawChange): RawItem[] {
  return [value, standbyOf(value)].flatMap((traffic) => [
    ...listRaw(traffic, "messages", change, "message"),
    ...listRaw(traffic, "message_echoes", change, "standby_echo"),
    ...listRaw(traffic, "statuses", change, "status"),
  ]);
}

/**
 * The backfill of a coexistence number: chunks of threads in any order, and a
 * second body with the media that the first could only announce.
 */
function listHistory(value: JsonObject, change: RawChange): RawItem[] {
  return [
    ...objectsOf(value, "history").flatMap((chunk) => [
      // The business declined to share its history.
      ...(listOf(chunk, "errors").length > 0
        ? [known(ignored("history_refused"), change.phoneNumberId)]
        : []),
      ...objectsOf(chunk, "threads").flatMap((raw) => {
        const thread = { id: raw.id, context: raw.context };
        return listRaw(raw, "messages", change, "history").map((item) => ({
          ...item,
          thread,
        }));
      }),
    ]),
    ...listRaw(value, "messages", change, "history"),
    ...listRaw(value, "message_echoes", change, "history_echo"),
  ];
}

/** The elements under a key, all from one place of the change. */
function listRaw(
  holder: JsonObject,
  key: string,
  change: RawChange,
  list: MetaList,
): RawMetaItem[] {
  return listOf(holder, key).map((value) => ({
    kind: "meta",
    list,
    value,
    change,
  }));
}

function listOf(holder: JsonObject, key: string): unknown[] {
  const value = holder[key];
  return Array.isArray(value) ? value : [];
}

function objectsOf(holder: JsonObject, key: string): JsonObject[] {
  return listOf(holder, key).filter(isJsonObject);
}
