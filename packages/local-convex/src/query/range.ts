/** Turns an index range expression into an interval of storage keys. */
import {
  CREATION_TIME_FIELD,
  type IndexDefinition,
} from "../storage/catalogState";
import { documentPrefix, indexPrefix, keyAfter } from "../storage/layout";
import type { KeyInterval, RangeExpression } from "../transaction/types";
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
  const fields = index.fields.includes(CREATION_TIME_FIELD)
    ? index.fields
    : [...index.fields, CREATION_TIME_FIELD];
  checkRange([...fields, ID_FIELD], range);
  const encode = ({ fieldPath, value }: RangeExpression): string | null =>
    fieldPath === ID_FIELD
      ? internalIdIn(tableNumber, value)
      : encodeValue(value);
  const parts = range.map(encode);
  if (parts.includes(null)) return EMPTY;
  const equal = parts.filter((_, at) => range[at]?.type === "Eq");
  const prefix = indexPrefix(index.number) + equal.join("");
  return bounded(prefix, range, (bound) => prefix + (encode(bound) ?? ""));
}

/** The document keys that satisfy a range over `_id`. */
export function idKeyRange(
  tableNumber: number,
  range: readonly RangeExpression[],
): KeyInterval {
  checkRange([ID_FIELD], range);
  const prefix = documentPrefix(tableNumber);
  const ids = range.map(({ value }) => internalIdIn(tableNumber, value));
  if (ids.includes(null)) return EMPTY;
  const [first] = ids;
  if (range[0]?.type === "Eq" && typeof first === "string") {
    return { start: prefix + first, end: keyAfter(prefix + first) };
  }
  return bounded(
    prefix,
    range,
    ({ value }) => prefix + (internalIdIn(tableNumber, value) ?? ""),
  );
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

/** Applies the lower and upper bounds of `range` within a prefix. */
function bounded(
  prefix: string,
  range: readonly RangeExpression[],
  keyOf: (bound: RangeExpression) => string,
): KeyInterval {
  let start = prefix;
  let end = prefixEnd(prefix);
  for (const bound of range) {
    const { type } = bound;
    if (type === "Gt") start = prefixEnd(keyOf(bound));
    else if (type === "Gte") start = keyOf(bound);
    else if (type === "Lt") end = keyOf(bound);
    else if (type === "Lte") end = prefixEnd(keyOf(bound));
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
