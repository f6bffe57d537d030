/**
 * Checks Convex JSON against validator JSON, the form `exportArgs`,
 * `exportReturns` and a schema export use. Messages follow production.
 */
import type { ObjectFieldType, ValidatorJSON } from "convex/values";
import { displayLiteral, displayValidator, displayValue } from "./display";
import { decodeId } from "./ids";
import {
  isJsonObject,
  type JSONObject,
  type JSONValue,
  readSpecial,
} from "./json";

/** The table a number names in the component at hand. */
export type TableResolver = (tableNumber: number) => string | undefined;

/** Null when the value fits, else what is wrong and where. */
export function checkValue(
  validator: ValidatorJSON,
  value: JSONValue,
  tables: TableResolver,
  path = "",
): string | null {
  switch (validator.type) {
    case "any":
      return null;
    case "id":
      return checkId(validator.tableName, value, tables, path);
    case "literal":
      return checkLiteral(validator.value, value, path);
    case "array":
      if (!Array.isArray(value)) {
        return mismatch(validator, value, path);
      }
      return firstProblem(value, (item, index) =>
        checkValue(validator.value, item, tables, `${path}[${index}]`),
      );
    case "record":
      return checkRecord(validator, value, tables, path);
    case "object":
      return isPlainObject(value)
        ? checkObject(validator.value, value, tables, path)
        : mismatch(validator, value, path);
    case "union":
      return checkUnion(validator, value, tables, path);
    default:
      return typeMatches(validator.type, value)
        ? null
        : mismatch(validator, value, path);
  }
}

type ScalarType =
  "null" | "number" | "bigint" | "commitTs" | "boolean" | "string" | "bytes";

function typeMatches(type: ScalarType, value: JSONValue): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "boolean":
      return typeof value === "boolean";
    case "string":
      return typeof value === "string";
    case "number":
      return typeof value === "number" || specialKind(value) === "float64";
    case "bigint":
      return specialKind(value) === "int64";
    case "bytes":
      return specialKind(value) === "bytes";
    case "commitTs":
      return (
        specialKind(value) === "int64" || specialKind(value) === "commitTs"
      );
  }
}

function specialKind(value: JSONValue): string | undefined {
  return isJsonObject(value) ? readSpecial(value)?.kind : undefined;
}

function isPlainObject(value: JSONValue): value is JSONObject {
  return isJsonObject(value) && readSpecial(value) === null;
}

function checkId(
  tableName: string,
  value: JSONValue,
  tables: TableResolver,
  path: string,
): string | null {
  const decoded = typeof value === "string" ? decodeId(value) : null;
  const found =
    decoded?.kind === "id" ? tables(decoded.id.tableNumber) : undefined;
  if (found === undefined) {
    return mismatch({ type: "id", tableName }, value, path);
  }
  if (found === tableName) {
    return null;
  }
  const origin = found.startsWith("_")
    ? "a system table"
    : `table \`${found}\``;
  return `Found ID ${displayValue(value)} from ${origin}, which does not match the table name in validator \`v.id("${tableName}")\`.${context(path)}`;
}

function checkLiteral(
  literal: JSONValue,
  value: JSONValue,
  path: string,
): string | null {
  const same =
    isJsonObject(literal) && isJsonObject(value)
      ? JSON.stringify(literal) === JSON.stringify(value)
      : literal === value;
  if (same) {
    return null;
  }
  return `\`${displayValue(value)}\` does not match literal validator \`v.literal(${displayLiteral(literal)})\`.${context(path)}`;
}

function checkRecord(
  validator: Extract<ValidatorJSON, { type: "record" }>,
  value: JSONValue,
  tables: TableResolver,
  path: string,
): string | null {
  if (!isPlainObject(value)) {
    return mismatch(validator, value, path);
  }
  return firstProblem(
    Object.entries(value),
    ([key, item]) =>
      checkValue(validator.keys, key, tables, `${path}.keys()`) ??
      checkValue(validator.values.fieldType, item, tables, `${path}.values()`),
  );
}

function checkObject(
  fields: Record<string, ObjectFieldType>,
  value: JSONObject,
  tables: TableResolver,
  path: string,
): string | null {
  for (const name in fields) {
    const field = fields[name];
    if (field === undefined) {
      continue;
    }
    const item = Object.hasOwn(value, name) ? value[name] : undefined;
    if (item !== undefined) {
      const inner = `${path}.${name}`;
      const problem = checkValue(field.fieldType, item, tables, inner);
      if (problem !== null) {
        return problem;
      }
    } else if (!field.optional) {
      return `Object is missing the required field \`${name}\`. Consider wrapping the field validator in \`v.optional(...)\` if this is expected.\n${objectContext(fields, value, path)}`;
    }
  }
  for (const name in value) {
    if (!Object.hasOwn(fields, name)) {
      return `Object contains extra field \`${name}\` that is not in the validator.\n${objectContext(fields, value, path)}`;
    }
  }
  return null;
}

function checkUnion(
  validator: Extract<ValidatorJSON, { type: "union" }>,
  value: JSONValue,
  tables: TableResolver,
  path: string,
): string | null {
  const [only, ...others] = validator.value;
  if (only !== undefined && others.length === 0) {
    return checkValue(only, value, tables, path);
  }
  const fits = validator.value.some(
    (member) => checkValue(member, value, tables, path) === null,
  );
  return fits ? null : mismatch(validator, value, path);
}

function firstProblem<T>(
  items: readonly T[],
  check: (item: T, index: number) => string | null,
): string | null {
  for (const [index, item] of items.entries()) {
    const problem = check(item, index);
    if (problem !== null) {
      return problem;
    }
  }
  return null;
}

function context(path: string): string {
  return path === "" ? "" : `Path: ${path}`;
}

function mismatch(
  validator: ValidatorJSON,
  value: JSONValue,
  path: string,
): string {
  return `Value does not match validator.\n${context(path)}\nValue: ${displayValue(value)}\nValidator: ${displayValidator(validator)}`;
}

function objectContext(
  fields: Record<string, ObjectFieldType>,
  value: JSONObject,
  path: string,
): string {
  return `${context(path)}\nObject: ${displayValue(value)}\nValidator: ${displayValidator({ type: "object", value: fields })}`;
}
