/** Values and validators as production's error messages print them. */
import type { ObjectFieldType, ValidatorJSON } from "convex/values";
import {
  type JSONObject,
  type JSONValue,
  readSpecial,
  type Special,
} from "./json";

/** Longer values are cut, as `convex/values` does in its own messages. */
const MAX_DISPLAY_LENGTH = 16_384;

/** A value as error messages print it, cut when it is long. */
export function displayValue(value: JSONValue): string {
  const text = display(value);
  return text.length > MAX_DISPLAY_LENGTH
    ? `${text.slice(0, MAX_DISPLAY_LENGTH)}[...truncated]`
    : text;
}

function display(value: JSONValue): string {
  if (typeof value === "number") {
    return displayFloat(value);
  }
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(display).join(", ")}]`;
  }
  return displayObject(value);
}

function displayObject(value: JSONObject): string {
  const special = readSpecial(value);
  if (special !== null) {
    return displaySpecial(special);
  }
  const fields = Object.entries(value).map(
    ([name, field]) => `${name}: ${display(field)}`,
  );
  return `{${fields.join(", ")}}`;
}

function displaySpecial(special: Special): string {
  switch (special.kind) {
    case "commitTs":
      return "commitTs";
    case "int64":
      return String(Buffer.from(special.base64, "base64").readBigInt64LE());
    case "float64":
      return displayFloat(Buffer.from(special.base64, "base64").readDoubleLE());
    case "bytes":
      return `b"${special.base64}"`;
  }
}

function displayFloat(value: number): string {
  if (Object.is(value, -0)) {
    return "-0.0";
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** A validator as it is written in code. */
export function displayValidator(validator: ValidatorJSON): string {
  switch (validator.type) {
    case "number":
      return "v.float64()";
    case "bigint":
      return "v.int64()";
    case "id":
      return `v.id("${validator.tableName}")`;
    case "literal":
      return `v.literal(${displayLiteral(validator.value)})`;
    case "array":
      return `v.array(${displayValidator(validator.value)})`;
    case "record":
      return `v.record(${displayValidator(validator.keys)}, ${displayField(validator.values)})`;
    case "object":
      return displayObjectValidator(validator.value);
    case "union":
      return `v.union(${validator.value.map(displayValidator).join(", ")})`;
    default:
      return `v.${validator.type}()`;
  }
}

/** A literal of a validator. */
export function displayLiteral(value: JSONValue): string {
  if (typeof value === "number") {
    return displayFloat(value);
  }
  return typeof value === "object" && value !== null
    ? "<bigint>"
    : JSON.stringify(value);
}

function displayObjectValidator(
  fields: Record<string, ObjectFieldType>,
): string {
  const parts = Object.keys(fields)
    .sort()
    .flatMap((name) => {
      const field = fields[name];
      return field === undefined ? [] : [`${name}: ${displayField(field)}`];
    });
  return `v.object({${parts.join(", ")}})`;
}

function displayField(field: ObjectFieldType): string {
  const inner = displayValidator(field.fieldType);
  return field.optional ? `v.optional(${inner})` : inner;
}
