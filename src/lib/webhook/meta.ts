/**
 * Bodies that Meta wrote and Kapso passed on (contract, section 12). Each
 * message, status and refused chunk is one item; a change of any other kind is
 * one ignored item.
 */
import type { ParsedItem } from "./events";
import { isJsonObject, type JsonObject } from "./forms";
import { listHistory } from "./metaHistory";
import {
  readMetaMessage,
  readMetaStatus,
  type MetaChange,
  type MetaItemReader,
} from "./metaMessage";
import { metaValueSchema, type MetaValue } from "./payload";
import { ignored, invalid, type ItemReader } from "./results";

/** Every element of a body in Meta's form, unread. Never throws. */
export function listMetaItems(body: JsonObject): ItemReader[] {
  const items = changesOf(body).flatMap(listChange);
  return items.length > 0 ? items : [unnumbered(ignored("unsupported_field"))];
}

function unnumbered(item: ParsedItem): ItemReader {
  return () => ({ item, phoneNumberId: undefined });
}

/** "meta." and the field that all changes share, else "meta.mixed". */
export function metaEventName(body: JsonObject): string {
  const fields = new Set(changesOf(body).map(fieldOf));
  const [field = "empty"] = fields;
  return `meta.${fields.size > 1 ? "mixed" : field}`;
}

function changesOf(body: JsonObject): unknown[] {
  const entries = Array.isArray(body.entry) ? body.entry : [];
  return entries.flatMap((entry: unknown): unknown[] =>
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

function listChange(change: unknown): ItemReader[] {
  if (!isJsonObject(change) || !isJsonObject(change.value)) {
    return [unnumbered(invalid("not_an_object"))];
  }
  const value = metaValueSchema.parse(change.value);
  const phoneNumberId = value.metadata?.phone_number_id;
  return listField(fieldOf(change), value, phoneNumberId).map((read) => () => ({
    item: read(),
    phoneNumberId,
  }));
}

const LISTS: ReadonlyMap<
  string,
  (value: MetaValue, change: MetaChange) => MetaItemReader[]
> = new Map([
  ["messages", listMessages],
  ["smb_message_echoes", listEchoes],
  ["history", listHistory],
]);

function listField(
  field: string,
  value: MetaValue,
  phoneNumberId: string | undefined,
): MetaItemReader[] {
  const list = LISTS.get(field);
  if (list === undefined) {
    return [() => ignored("unsupported_field")];
  }
  if (phoneNumberId === undefined) {
    return [() => invalid("missing_phone_number_id")];
  }
  const items = list(value, { phoneNumberId, contacts: value.contacts });
  // Nothing but errors or progress: nothing that we keep.
  return items.length > 0 ? items : [() => ignored("unsupported_field")];
}

function listMessages(value: MetaValue, change: MetaChange): MetaItemReader[] {
  return [
    ...value.messages.map(
      (raw) => () =>
        readMetaMessage(raw, change, {
          direction: "inbound",
          origin: "cloud_api",
        }),
    ),
    ...value.statuses.map((raw) => () => readMetaStatus(raw, change)),
  ];
}

/** What somebody typed on the business's phone. */
function listEchoes(value: MetaValue, change: MetaChange): MetaItemReader[] {
  return value.message_echoes.map(
    (raw) => () =>
      readMetaMessage(raw, change, {
        direction: "outbound",
        origin: "business_app",
      }),
  );
}
