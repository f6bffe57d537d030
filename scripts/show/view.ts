/** What the views of `npm run show` have in common. */
import { z } from "zod";
import {
  formatDay,
  toLocalTime,
  type LocalTime,
} from "../../src/lib/time/localTime";
import { FunctionError, type AdminClient } from "../sim/adminClient";
import { formatColumns, type Column } from "../cli/columns";
import type { ShowOptions } from "./options";

/** Whom a view is about, and whose clock it shows. */
export interface Setting {
  /** Slug; undefined for everybody together. */
  workspace: string | undefined;
  timezone: string;
  /** Columns of the terminal. */
  width: number;
}

/** Shows one view; the text ends without a line end. */
export type Show = (
  client: AdminClient,
  options: ShowOptions,
  setting: Setting,
) => Promise<string>;

export const NOTHING = "-";

/** "2026-09-15 09:12" on the zone's clock. */
export function clock(at: number | undefined, timezone: string): string {
  if (at === undefined) {
    return NOTHING;
  }
  const local = toLocalTime(at, timezone);
  return `${formatDay(local)} ${hourOf(local)}`;
}

const hourOf = ({ hour, minute }: LocalTime): string =>
  [hour, minute].map((part) => String(part).padStart(2, "0")).join(":");

export const rowsOf = <Row extends z.ZodType>(row: Row) =>
  z.object({ rows: z.array(row), has_more: z.boolean() });

/** The arguments that are not undefined: Convex takes no others. */
export const given = (
  args: Record<string, string | number | undefined>,
): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );

export interface Table {
  columns: readonly Column[];
  rows: readonly (readonly string[])[];
  hasMore: boolean;
  /** Said instead of a table without rows. */
  empty: string;
}

export function formatTable(
  table: Table,
  { width, timezone }: Setting,
): string {
  const { columns, rows, hasMore, empty } = table;
  if (rows.length === 0) {
    return empty;
  }
  const more = hasMore ? "; there are more, see --limit" : "";
  return [
    formatColumns(columns, rows, width),
    "",
    `${rows.length} shown${more}. Times: ${timezone}.`,
  ].join("\n");
}

const refusalSchema = z.object({ code: z.string(), message: z.string() });

/** What a function refused with, in its own words; undefined for other errors. */
export function sayRefusal(
  error: unknown,
): z.infer<typeof refusalSchema> | undefined {
  const data = error instanceof FunctionError ? error.data : undefined;
  return refusalSchema.safeParse(data).data;
}
