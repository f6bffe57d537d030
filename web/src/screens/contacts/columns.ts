/** The columns of the list: which there are, how wide, which fit. */
import type { CustomFieldType } from "../../../../src/lib/crm/customFields";

export const COLUMN_KEYS = [
  "phone",
  "status",
  "waiting",
  "lastMessage",
  "time",
  "tags",
  "owner",
  "email",
  "source",
  "messages",
  "created",
] as const;
export type BuiltInKey = (typeof COLUMN_KEYS)[number];
/** Who it is: always shown, always first. */
export const NAME_KEY = "contact" as const;

/** Px, and the share of the room that is left. */
interface Room {
  least: number;
  share?: number;
}

/** A field of the workspace as a column shows it. */
export interface FieldShown {
  key: string;
  label: string;
  type: CustomFieldType;
}

export interface Column {
  key: string;
  /** As somebody set it, px. */
  width?: number;
  /** What it shows: a field of the workspace, or something of every contact. */
  shows: BuiltInKey | FieldShown;
}

/** What somebody chose; nothing of it means that the page decides. */
export interface Layout {
  nameWidth?: number;
  columns?: readonly Column[];
}

/** A layout with how high its rows are, and the workspace's fields that it needs. */
export interface ShownColumns {
  layout: Layout;
  /** Rows are lower. */
  isCompact: boolean;
  customFields: readonly string[];
}

/** As it is stored: the name's width stands among the columns. */
export type StoredColumns = readonly { key: string; width?: number }[];

const ROOMS: Readonly<Record<BuiltInKey, Room>> = {
  phone: { least: 150 },
  status: { least: 128 },
  waiting: { least: 104 },
  lastMessage: { least: 170, share: 3 },
  time: { least: 92 },
  tags: { least: 148, share: 1.3 },
  owner: { least: 124 },
  email: { least: 180, share: 1.5 },
  source: { least: 104 },
  messages: { least: 84 },
  created: { least: 104 },
};
const FIELD_ROOMS: Readonly<Record<CustomFieldType, Room>> = {
  text: { least: 140, share: 1 },
  number: { least: 104 },
  date: { least: 112 },
  choice: { least: 124 },
};
/** The box, and the name. */
const CHECK_PX = 44;
const NAME: Room = { least: 190, share: 2 };
/** A column can be set to so much, px: a word, and most of a screen. */
export const WIDTHS = { least: 64, most: 800 };

const PREFIX = "custom:";
export const customColumn = (field: FieldShown): Column => ({
  key: `${PREFIX}${field.key}`,
  shows: field,
});
const builtIn = (key: BuiltInKey): Column => ({ key, shows: key });
export const BUILT_IN: readonly Column[] = COLUMN_KEYS.map(builtIn);
/** What somebody sees who has chosen nothing. */
export const DEFAULT_COLUMNS: readonly Column[] = BUILT_IN.slice(0, 7);
/** What the two lines of a row on a phone are made of. */
export const PHONE_COLUMNS: readonly Column[] = BUILT_IN.slice(1, 5);
/** Which of the default ones are left out first where there is little room. */
const FIRST_TO_GO = ["tags", "owner", "status"];

/** Keys of the workspace's fields among what is stored, whatever their order. */
export const customKeysOf = (stored: StoredColumns): string[] =>
  stored
    .flatMap(({ key }) =>
      key.startsWith(PREFIX) ? [key.slice(PREFIX.length)] : [],
    )
    .sort();

export const clampWidth = (width: number): number =>
  Math.round(Math.min(WIDTHS.most, Math.max(WIDTHS.least, width)));

/**
 * What was chosen, without what this page does not know.
 * @param fields of the workspace, those in use
 */
export function readLayout(
  stored: StoredColumns,
  fields: readonly FieldShown[],
): Layout {
  const known = new Map(
    [...BUILT_IN, ...fields.map(customColumn)].map((one) => [one.key, one]),
  );
  const columns = stored.flatMap(({ key, width }) => {
    const column = known.get(key);
    return column === undefined ? [] : [withWidth(column, width)];
  });
  const nameWidth = stored.find(({ key }) => key === NAME_KEY)?.width;
  return {
    ...(nameWidth !== undefined && { nameWidth: clampWidth(nameWidth) }),
    ...(columns.length > 0 && { columns }),
  };
}

/** The same to be stored. */
export const toStored = ({ nameWidth, columns = [] }: Layout) => [
  ...(nameWidth === undefined ? [] : [{ key: NAME_KEY, width: nameWidth }]),
  ...columns.map(({ key, width }) =>
    width === undefined ? { key } : { key, width },
  ),
];

const withWidth = ({ key, shows }: Column, width?: number): Column =>
  width === undefined
    ? { key, shows }
    : { key, shows, width: clampWidth(width) };

/**
 * With a column as wide as somebody wants; undefined gives it back to the page.
 */
export function setWidth(
  { nameWidth, columns }: Layout,
  key: string,
  width: number | undefined,
): Layout {
  if (key === NAME_KEY) {
    return {
      ...(width !== undefined && { nameWidth: clampWidth(width) }),
      ...(columns && { columns }),
    };
  }
  const shown = columns ?? DEFAULT_COLUMNS;
  return {
    ...(nameWidth !== undefined && { nameWidth }),
    columns: shown.map((one) =>
      one.key === key ? withWidth(one, width) : one,
    ),
  };
}

const roomOf = ({ shows, width }: Column): Room =>
  width !== undefined
    ? { least: width }
    : typeof shows === "string"
      ? ROOMS[shows]
      : FIELD_ROOMS[shows.type];

const roomOfName = ({ nameWidth }: Layout): Room =>
  nameWidth === undefined ? NAME : { least: nameWidth };

/**
 * All that somebody chose: the list is scrolled sideways where they need more
 * than there is. Of the page's own choice those that fit.
 *
 * @param width of the list, px
 */
export function fitColumns(layout: Layout, width: number): readonly Column[] {
  if (layout.columns !== undefined) {
    return layout.columns;
  }
  const rank = ({ key }: Column) => FIRST_TO_GO.toReversed().indexOf(key);
  const byRank = DEFAULT_COLUMNS.toSorted((a, b) => rank(a) - rank(b));
  let room = width - CHECK_PX - roomOfName(layout).least;
  const fitting = new Set<string>();
  for (const column of byRank) {
    room -= roomOf(column).least;
    if (room < 0) {
      break;
    }
    fitting.add(column.key);
  }
  return DEFAULT_COLUMNS.filter(({ key }) => fitting.has(key));
}

const roomsOf = (layout: Layout, columns: readonly Column[]): Room[] => [
  roomOfName(layout),
  ...columns.map(roomOf),
];

/** As `grid-template-columns` takes it. */
export function templateOf(layout: Layout, columns: readonly Column[]): string {
  const tracks = roomsOf(layout, columns).map(({ least, share }) =>
    share === undefined ? `${least}px` : `minmax(${least}px, ${share}fr)`,
  );
  return [`${CHECK_PX}px`, ...tracks].join(" ");
}

/** What a row needs at least, px. */
export const leastOf = (layout: Layout, columns: readonly Column[]): number =>
  roomsOf(layout, columns).reduce((sum, { least }) => sum + least, CHECK_PX);

/** With one column moved by a place, or as it was at either end. */
export function moveColumn(
  columns: readonly Column[],
  key: string,
  step: 1 | -1,
): readonly Column[] {
  const from = columns.findIndex((one) => one.key === key);
  const to = from + step;
  const moved = columns[from];
  const other = columns[to];
  return moved === undefined || other === undefined
    ? columns
    : columns.with(to, moved).with(from, other);
}
