/** Checks arguments and return values: what any value may be, and what the function declares. */
import type { ValidatorJSON } from "convex/values";
import { scheduledName } from "../components/references";
import type { Transaction } from "../engine";
import { DeveloperError, messageOf } from "../errors";
import { parseJson } from "../host/json";
import type { JSONValue } from "../values/json";
import { valueSize } from "../values/size";
import { checkStorableValue } from "../values/storable";
import { checkValue } from "../values/validator";
import type { LoadedFunction } from "./functions";

const MIB = 2 ** 20;
/** Bytes (docs.convex.dev/production/state/limits). */
const MAX_ARGS = 16 * MIB;
const MAX_NODE_ARGS = 5 * MIB;
const MAX_RETURN = 16 * MIB;

/** @throws DeveloperError in production's words. */
export function validateArgs(
  tx: Transaction,
  component: string,
  fn: LoadedFunction,
  args: JSONValue,
): void {
  const name = scheduledName(fn.path);
  // The list that carries the arguments is a level of its own.
  checkStorable(`Invalid arguments for ${name}`, [args]);
  const limit = fn.runtime === "node" ? MAX_NODE_ARGS : MAX_ARGS;
  checkSize(`Arguments for ${name} are`, args, limit);
  validate("ArgumentValidationError", tx, component, fn.args, args);
}

/** @throws DeveloperError in production's words. */
export function validateReturns(
  tx: Transaction,
  component: string,
  fn: LoadedFunction,
  json: string,
): void {
  const value = parseJson(json);
  const what = `Function ${scheduledName(fn.path)} return value`;
  checkStorable(`${what} invalid`, value);
  checkSize(`${what} is`, value, MAX_RETURN);
  if (fn.returns === null) {
    return;
  }
  validate("ReturnsValidationError", tx, component, fn.returns, value);
}

/** @throws DeveloperError that begins with `what`, unless the value may be passed on. */
export function checkStorable(what: string, value: JSONValue): void {
  try {
    checkStorableValue(value);
  } catch (error) {
    throw new DeveloperError(`${what}: ${messageOf(error)}`, what);
  }
}

function checkSize(what: string, value: JSONValue, limit: number): void {
  const size = valueSize(value);
  if (size <= limit) {
    return;
  }
  throw new DeveloperError(
    `${what} too large (actual: ${(size / MIB).toFixed(2)} MiB, limit: ${limit / MIB} MiB)`,
  );
}

function validate(
  kind: string,
  tx: Transaction,
  component: string,
  validator: ValidatorJSON,
  value: JSONValue,
): void {
  const problem = checkValue(validator, value, (tableNumber) =>
    tx.tableName(component, tableNumber),
  );
  if (problem === null) {
    return;
  }
  // The rest repeats fields and values.
  throw new DeveloperError(`${kind}: ${problem}`, kind);
}
