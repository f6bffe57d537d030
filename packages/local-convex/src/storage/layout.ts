/**
 * The key space of the database file. Keys are byte strings:
 *   d ‖ table number ‖ internal id        -> size and JSON text of a document
 *   i ‖ index number ‖ order key ‖ id     -> empty (see longKeys.ts)
 *   m ‖ name                              -> JSON text of engine state
 *   t ‖ component ‖ 00 ‖ table name       -> never stored; stands for "this name
 *                                            exists" in read sets and commits
 */
import { INTERNAL_ID_BYTES } from "../values/ids";

export const FORMAT_KEY = "mformat";
export const STATE_KEY = "mstate";
export const TABLE_RECORD_PREFIX = "mtable:";
export const COMPONENT_RECORD_PREFIX = "mcomponent:";
export const COUNT_PREFIX = "mcount:";

/** Length of `d ‖ table number` and of `i ‖ index number`. */
const SPACE_PREFIX_BYTES = 5;

/** What the keys of a table's documents begin with. */
export function documentPrefix(tableNumber: number): string {
  return `d${uint32(tableNumber)}`;
}

/** What the keys of an index's entries begin with. */
export function indexPrefix(indexNumber: number): string {
  return `i${uint32(indexNumber)}`;
}

/**
 * The key that stands for a table's name: reading it notices that the table is
 * made.
 */
export function tableNameKey(component: string, table: string): string {
  return `t${component}\0${table}`;
}

/** The table that a table-name key stands for; null for other keys. */
export function tableNameOf(
  key: string,
): { component: string; name: string } | null {
  const [component, name] = key.slice(1).split("\0");
  if (!key.startsWith("t") || component === undefined || name === undefined) {
    return null;
  }
  return { component, name };
}

/** The internal id at the end of a document or index key. */
export function internalIdOf(key: string): string {
  return key.slice(-INTERNAL_ID_BYTES);
}

/** The table number of a document key, or the index number of an index key. */
export function tableNumberOf(key: string): number {
  let number = 0;
  for (let i = 1; i < SPACE_PREFIX_BYTES; i += 1) {
    number = number * 256 + key.charCodeAt(i);
  }
  return number;
}

/** The least key greater than `key`. */
export function keyAfter(key: string): string {
  return `${key}\0`;
}

function uint32(value: number): string {
  return String.fromCharCode(
    (value >>> 24) & 0xff,
    (value >>> 16) & 0xff,
    (value >>> 8) & 0xff,
    value & 0xff,
  );
}
