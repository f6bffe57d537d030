/** Checks arguments and return values against what the function declares. */
import type { ValidatorJSON } from "convex/values";
import type { Transaction } from "../engine";
import { DeveloperError } from "../errors";
import { parseJson } from "../json";
import type { JSONValue } from "../values/json";
import { checkValue } from "../values/validator";

/** @throws DeveloperError with production's "ArgumentValidationError" wording. */
export function validateArgs(
  tx: Transaction,
  component: string,
  validator: ValidatorJSON,
  args: JSONValue,
): void {
  validate("ArgumentValidationError", tx, component, validator, args);
}

/** @throws DeveloperError with production's "ReturnsValidationError" wording. */
export function validateReturns(
  tx: Transaction,
  component: string,
  validator: ValidatorJSON | null,
  json: string,
): void {
  if (validator === null || validator.type === "any") return;
  const value = parseJson(json);
  validate("ReturnsValidationError", tx, component, validator, value);
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
  if (problem !== null) throw new DeveloperError(`${kind}: ${problem}`);
}
