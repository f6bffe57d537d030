/** What can be done with a value of the list: filter by it, copy it. Pure. */
import type { Dictionary } from "../../text/id";
import { NAME_KEY, type BuiltInKey, type FieldShown } from "./columns";
import type { ContactRow } from "./row";
import type { ContactSearch } from "./search";

/** A column's content; the name's is of every row. */
export type CellContent = BuiltInKey | FieldShown | typeof NAME_KEY;

export type CellAction =
  | {
      kind: "filter";
      /** What the filter is about, and the value that it leaves. */
      label: string;
      value: string;
      part: ContactSearch;
    }
  | { kind: "copy"; text: string };

/** Tags that a menu has room for. */
const MAX_TAGS = 8;

const copy = (text: string | number | undefined): CellAction[] =>
  text === undefined || text === "" ? [] : [{ kind: "copy", text: `${text}` }];

/** What is told of a column that has filters. */
type Filters = Partial<
  Record<BuiltInKey, (row: ContactRow, t: Dictionary) => CellAction[]>
>;

const FILTERS: Filters = {
  phone: ({ phone_display: phone }, { contacts: t }) => [
    {
      kind: "filter",
      label: t.columns.phone,
      value: phone === undefined ? t.withoutNumber : t.withNumber,
      part: { number: phone !== undefined },
    },
  ],
  status: ({ lead_status: status }, t) => [
    {
      kind: "filter",
      label: t.contacts.columns.status,
      value: t.status[status],
      part: { status: [status] },
    },
  ],
  waiting: ({ waiting_since: since }, t) =>
    since === undefined
      ? []
      : [
          {
            kind: "filter",
            label: t.contacts.columns.waiting,
            value: t.yes,
            part: { waiting: true },
          },
        ],
  tags: ({ tags }, t) =>
    tags.slice(0, MAX_TAGS).map((tag) => ({
      kind: "filter",
      label: t.contacts.columns.tags,
      value: tag,
      part: { tags: [tag], tagsMatch: undefined },
    })),
  owner: ({ owner }, t) => [
    {
      kind: "filter",
      label: t.contacts.columns.owner,
      value: owner?.name ?? t.contacts.nobody,
      part: { owner: owner?.user_id ?? "none" },
    },
  ],
  source: ({ source }, t) => [
    {
      kind: "filter",
      label: t.contacts.columns.source,
      value: t.contact.sources[source],
      part: { source },
    },
  ],
};

function copiesOf(row: ContactRow, shows: CellContent): CellAction[] {
  if (typeof shows !== "string") {
    return copy(row.custom_values?.[shows.key]);
  }
  switch (shows) {
    case NAME_KEY:
      return [...copy(row.name), ...copy(row.username)];
    case "phone":
      return copy(row.phone_display);
    case "email":
      return copy(row.email);
    case "lastMessage":
      return copy(row.last_message_preview);
    default:
      return [];
  }
}

/** @param cells those that it is about: one, or a whole row's */
export function cellActions(
  row: ContactRow,
  cells: readonly CellContent[],
  t: Dictionary,
): CellAction[] {
  return cells.flatMap((shows) => [
    ...(typeof shows === "string" && shows !== NAME_KEY
      ? (FILTERS[shows]?.(row, t) ?? [])
      : []),
    ...copiesOf(row, shows),
  ]);
}
