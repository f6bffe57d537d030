/** Narrow what comes from URLs and from the provider to what it may be. */
import type { Id, TableNames } from "../../../convex/_generated/dataModel";

/** Whether an object has a key of its own that a text names. */
export function isKeyOf<T extends object>(
  object: T,
  key: PropertyKey,
): key is keyof T {
  return Object.hasOwn(object, key);
}

/**
 * Whether a text can be an id; whether it is one of the table, and one that the
 * caller may see, only the functions know.
 */
export function isId<Table extends TableNames>(
  _table: Table,
  text: string,
): text is Id<Table> {
  return /^[a-z0-9]{16,64}$/.test(text);
}
