/** Turns an index range expression into an interval of storage keys. */
import {
  CREATION_TIME_FIELD,
  type IndexDefinition,
} from "../storage/catalogState";
import { documentPrefix, indexPrefix, keyAfter } from "../storage/layout";
import type { RangeExpression } from "../transaction/types";
import type { KeyRange } from "../transaction/view";
import { decodeId } from "../values/ids";
import { encodeValue, prefixEnd } from "../values/orderKey";

const EMPTY: KeyRange = { start: "", end: "" };

/** The keys of an index that satisfy `range`; throws on a malformed range. */
export function indexKeyRange(
  index: IndexDefinition,
  range: readonly RangeExpression[],
): KeyRange {
  const fields = index.fields.includes(CREATION_TIME_FIELD)
    ? index.fields
    : [...index.fields, CREATION_TIME_FIELD];
  checkRange(fields, range);
  let prefix = indexPrefix(index.number);
  for (const { type, value } of range) {
    if (type === "Eq") prefix += encodeValue(value);
  }
  return bounded(prefix, range, (value) => prefix + encodeValue(value));
}

/** The document keys that satisfy a range over `_id`. */
export function idKeyRange(
  tableNumber: number,
  range: readonly RangeExpression[],
): KeyRange {
  checkRange(["_id"], range);
  const prefix = documentPrefix(tableNumber);
  const keyOf = (value: RangeExpression["value"]): string | null => {
    const decoded = typeof value === "string" ? decodeId(value) : null;
    return decoded?.kind === "id" && decoded.id.tableNumber === tableNumber
      ? prefix + decoded.id.internal
      : null;
  };
  const keys = range.map(({ value }) => keyOf(value));
  if (keys.includes(null)) return EMPTY;
  const [first] = keys;
  if (range[0]?.type === "Eq" && typeof first === "string") {
    return { start: first, end: keyAfter(first) };
  }
  return bounded(prefix, range, (value) => keyOf(value) ?? prefix);
}

/** Applies the lower and upper bounds of `range` within a prefix. */
function bounded(
  prefix: string,
  range: readonly RangeExpression[],
  keyOf: (value: RangeExpression["value"]) => string,
): KeyRange {
  let start = prefix;
  let end = prefixEnd(prefix);
  for (const { type, value } of range) {
    if (type === "Gt") start = prefixEnd(keyOf(value));
    else if (type === "Gte") start = keyOf(value);
    else if (type === "Lt") end = keyOf(value);
    else if (type === "Lte") end = prefixEnd(keyOf(value));
  }
  return { start, end };
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
      if (bounds.size > 0) throw chainError(type);
      at += 1;
      continue;
    }
    const side = type === "Gt" || type === "Gte" ? "lower" : "upper";
    if (bounds.has(side)) throw chainError(type);
    bounds.add(side);
  }
}

function chainError(type: RangeExpression["type"]): Error {
  return new Error(
    `Incorrect operator used in \`withIndex\`, cannot chain \`.${type.toLowerCase()}()\` after an earlier bound`,
  );
}
