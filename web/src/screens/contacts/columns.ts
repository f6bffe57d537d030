/** The columns beside a contact's name: which there are, how wide, which fit. */
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
export type ColumnKey = (typeof COLUMN_KEYS)[number];

/** What somebody sees who has chosen nothing. */
export const DEFAULT_COLUMNS: readonly ColumnKey[] = COLUMN_KEYS.slice(0, 7);
/** Which of those are left out first where there is little room. */
const FIRST_TO_GO: readonly ColumnKey[] = ["tags", "owner", "status"];

/** Px, and the share of the room that is left. */
const WIDTHS: Readonly<Record<ColumnKey, { least: number; share?: number }>> = {
  phone: { least: 150 },
  status: { least: 128 },
  waiting: { least: 104 },
  lastMessage: { least: 170, share: 3 },
  time: { least: 92 },
  tags: { least: 110, share: 1.3 },
  owner: { least: 124 },
  email: { least: 180, share: 1.5 },
  source: { least: 104 },
  messages: { least: 84 },
  created: { least: 104 },
};
/** The box, and the name. */
const CHECK_PX = 44;
const NAME = { least: 190, share: 2 };

const isColumn = (key: string): key is ColumnKey =>
  COLUMN_KEYS.some((known) => known === key);

/** What was chosen, without what this page does not know; undefined: nothing. */
export const readColumns = (
  stored: readonly { key: string }[] | undefined,
): readonly ColumnKey[] | undefined =>
  stored?.map(({ key }) => key).filter(isColumn);

/**
 * The columns that fit, in their order: of chosen ones the last are left out
 * first.
 * @param width of the list, px
 */
export function fitColumns(
  chosen: readonly ColumnKey[] | undefined,
  width: number,
): readonly ColumnKey[] {
  const all = chosen ?? DEFAULT_COLUMNS;
  const byRank = [
    ...all.filter((key) => chosen || !FIRST_TO_GO.includes(key)),
    ...(chosen ? [] : FIRST_TO_GO.toReversed()),
  ];
  let room = width - CHECK_PX - NAME.least;
  const fitting = new Set<ColumnKey>();
  for (const key of byRank) {
    room -= WIDTHS[key].least;
    if (room < 0) {
      break;
    }
    fitting.add(key);
  }
  return all.filter((key) => fitting.has(key));
}

/** As `grid-template-columns` takes it. */
export function templateOf(columns: readonly ColumnKey[]): string {
  const tracks = [NAME, ...columns.map((key) => WIDTHS[key])].map(
    ({ least, share }: { least: number; share?: number }) =>
      share === undefined ? `${least}px` : `minmax(${least}px, ${share}fr)`,
  );
  return [`${CHECK_PX}px`, ...tracks].join(" ");
}

/** With one column moved by a place, or as it was at either end. */
export function moveColumn(
  columns: readonly ColumnKey[],
  key: ColumnKey,
  step: 1 | -1,
): readonly ColumnKey[] {
  const from = columns.indexOf(key);
  const to = from + step;
  const other = columns[to];
  return from === -1 || other === undefined
    ? columns
    : columns.with(to, key).with(from, other);
}
