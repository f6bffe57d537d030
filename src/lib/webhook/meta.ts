/**
 * Bodies that Meta wrote and Kapso passed on (contract, section 12). Each
 * message, status and refused chunk is one item; a change of any other kind is
 * one ignored item.
 */
import { phoneNumberIdField } from "./fields";
import { isJsonObject, type JsonObject } from "./forms";
import type {
  MetaList,
  RawChange,
  RawItem,
  RawKnownItem,
  RawMetaItem,
} from "./rawItems";
import { ignored, invalid } from "./results";

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

const LISTS: ReadonlyMap<
  string,
  (value: JsonObject, change: RawChange) => RawItem[]
> = new Map([
  ["messages", listMessages],
  ["smb_message_echoes", listEchoes],
  ["history", listHistory],
]);

function listChange(change: unknown): RawItem[] {
  if (!isJsonObject(change) || !isJsonObject(change.value)) {
    return [known(invalid("not_an_object"))];
  }
  const { value } = change;
  const metadata = isJsonObject(value.metadata) ? value.metadata : {};
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
    contacts: listOf(value, "contacts"),
  });
  // Nothing but errors or progress: nothing that we keep.
  return items.length > 0
    ? items
    : [known(ignored("unsupported_field"), phoneNumberId)];
}

function listMessages(value: JsonObject, change: RawChange): RawItem[] {
  return [
    ...listRaw(value, "messages", change, "message"),
    ...listRaw(value, "statuses", change, "status"),
  ];
}

/** What somebody typed on the business's phone. */
function listEchoes(value: JsonObject, change: RawChange): RawItem[] {
  return listRaw(value, "message_echoes", change, "echo");
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
