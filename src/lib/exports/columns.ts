/** What an export can show of a contact, and how. Pure. */
import { z } from "zod";
import { csvLine } from "../csv/write";
import { ownOf } from "../values/records";
import { FIXED_COLUMNS } from "./columnNames";
import { toLocalIso } from "../time/localTime";

const customSchema = z.templateLiteral(["custom_values.", z.string().min(1)]);
const columnSchema = z.union([z.enum(FIXED_COLUMNS), customSchema]);
export type Column = z.infer<typeof columnSchema>;

/** Enough for all of them and every custom field. */
export const MAX_COLUMNS = 100;

/** The columns that were asked for; null where one is none, or comes twice. */
export function readColumns(names: readonly string[]): Column[] | null {
  const columns = names.map((name) => columnSchema.safeParse(name).data);
  const known = columns.filter((column) => column !== undefined);
  const isUsable =
    known.length === names.length &&
    known.length > 0 &&
    known.length <= MAX_COLUMNS &&
    new Set(names).size === names.length;
  return isUsable ? known : null;
}

/** The key of a custom field's column; null for others. */
export const customKeyOfColumn = (column: string): string | null =>
  customSchema.safeParse(column).success
    ? column.slice("custom_values.".length)
    : null;

/** A contact, with its owner's e-mail address. */
export interface ExportedContact {
  _id: string;
  _creationTime: number;
  name?: string;
  username?: string;
  phone?: string;
  phone_normalized?: string;
  email?: string;
  lead_status: string;
  owner?: string;
  tags: readonly string[];
  source: string;
  last_message_at?: number;
  last_message_preview?: string;
  waiting_since?: number;
  message_count: number;
  marketing?: { status: string };
  custom_values?: Readonly<Record<string, string | number>>;
}

type Value = string | number | readonly string[] | null;

/** Times are on the workspace's clock, with its offset. */
function valueOf(
  contact: ExportedContact,
  column: Column,
  timezone: string,
): Value {
  const time = (at: number | undefined) => toLocalIso(at, timezone) ?? null;
  switch (column) {
    case "contact_id":
      return contact._id;
    case "phone":
      return contact.phone_normalized ?? contact.phone ?? null;
    case "created_at":
      return time(contact._creationTime);
    case "last_message_at":
    case "waiting_since":
      return time(contact[column]);
    case "marketing":
      return contact.marketing?.status ?? null;
    case "name":
    case "username":
    case "email":
    case "lead_status":
    case "owner":
    case "tags":
    case "source":
    case "last_message_preview":
    case "message_count":
      return contact[column] ?? null;
    default:
      return (
        ownOf(contact.custom_values, customKeyOfColumn(column) ?? "") ?? null
      );
  }
}

/** One line of CSV. Several tags stand in one cell, commas between. */
export const toCsvLine = (
  contact: ExportedContact,
  columns: readonly Column[],
  timezone: string,
): string =>
  csvLine(
    columns.map((column) => {
      const value = valueOf(contact, column, timezone);
      return value === null
        ? ""
        : typeof value === "object"
          ? value.join(", ")
          : String(value);
    }),
  );

/** One object of JSON; what a contact has not is null. */
export const toJsonRow = (
  contact: ExportedContact,
  columns: readonly Column[],
  timezone: string,
): string =>
  JSON.stringify(
    Object.fromEntries(
      columns.map((column) => [column, valueOf(contact, column, timezone)]),
    ),
  );
