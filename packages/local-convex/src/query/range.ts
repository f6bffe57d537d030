/** Turns an index range expression into an interval of storage keys. */
import type { IndexDefinition } from "../catalog/catalogState";
import { documentPrefix, indexPrefix } from "../storage/layout";
import type { KeyInterval, RangeExpression } from "../overlay/types";
import { decodeId } from "../values/ids";
import { encodeValue, prefixEnd } from "../values/orderKey";

const ID_FIELD = "_id";
const EMPTY: KeyInterval = { start: "", end: "" };

/**
 * The keys of an index that satisfy `range`; throws on a malformed range. After
 * the last field comes `_id`, which breaks ties: paginators go on from there.
 */
export function indexKeyRange(
  index: IndexDefinition,
  tableNumber: number,
  range: readonly RangeExpression[],
): KeyInterval {
  checkRange([...index.fields, ID_FIELD], range);
  return keyRange(indexPrefix(index.number), tableNumber, range);
}

/** The document keys that satisfy a range over `_id`. */
export function idKeyRange(
  tableNumber: number,
  range: readonly RangeExpression[],
): KeyInterval {
  checkRange([ID_FIELD], range);
  return keyRange(documentPrefix(tableNumber), tableNumber, range);
}

function keyRange(
  space: string,
  tableNumber: number,
  range: readonly RangeExpression[],
): KeyInterval {
  let prefix = space;
  let start = prefix;
  let end = prefixEnd(prefix);
  for (const { type, fieldPath, value } of range) {
    const part =
      fieldPath === ID_FIELD
        ? internalIdIn(tableNumber, value)
        : encodeValue(value);
    if (part === null) {
      return EMPTY;
    }
    const key = prefix + part;
    if (type === "Eq") {
      prefix = key;
    }
    if (type === "Gt") {
      start = prefixEnd(key);
    } else if (type === "Gte" || type === "Eq") {
      start = key;
    }
    if (type === "Lt") {
      end = key;
    } else if (type === "Lte" || type === "Eq") {
      end = prefixEnd(key);
    }
  }
  return { start, end };
}

/** The id as keys hold it; null for what is no id of the table. */
function internalIdIn(
  tableNumber: number,
  value: RangeExpression["value"],
): string | null {
  const decoded = typeof value === "string" ? decodeId(value) : null;
  return decoded?.kind === "id" && decoded.id.tableNumber === tableNumber
    ? decoded.id.internal
    : null;
}

/** Equalities in field order, then at most one bound each way on the next field. */
function checkRange(
  fields: readonly string[],
  range: readonly RangeExpression[],
): void {
  let at = 0;
  const bounds = new Set<"lower" | "upper">();
  for (const { type, fieldPath } of range) {
    const expected = fields[at];
    if (fieldPath !== expected) {
      throw new Error(
        `Incorrect field used in \`withIndex\`, expected ${expected === undefined ? "no further field" : `"${expected}"`}, got "${fieldPath}"`,
      );
    }
    if (type === "Eq") {
      if (bounds.size > 0) {
        throw chainError(type);
      }
      at += 1;
      continue;
    }
    const side = type === "Gt" || type === "Gte" ? "lower" : "upper";
    if (bounds.has(side)) {
      throw chainError(type);
    }
    bounds.add(side);
  }
}

function chainError(type: RangeExpression["type"]): Error {
  return new Error(
    `Incorrect operator used in \`withIndex\`, cannot chain \`.${type.toLowerCase()}()\` after an earlier bound`,
  );
}
