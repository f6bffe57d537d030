/** Reads the arguments of system calls; a wrong shape names the call. */
import { DeveloperError } from "../errors";
import { parseJson } from "../host/json";
import { isJsonObject, type JSONObject } from "../values/json";

/**
 * The arguments of a system call.
 *
 * @throws DeveloperError unless they are an object.
 */
export function parseArgs(op: string, json: string): JSONObject {
  const args = parseJson(json);
  if (!isJsonObject(args)) {
    throw badArgument(op, "arguments", "an object");
  }
  return args;
}

/**
 * A text among the arguments.
 *
 * @throws DeveloperError when it is absent or none.
 */
export function stringArg(args: JSONObject, name: string): string {
  const value = args[name];
  if (typeof value !== "string") {
    throw badArgument(name, name, "a string");
  }
  return value;
}

/**
 * A text among the arguments; undefined when it is absent or null.
 *
 * @throws DeveloperError when it is something else.
 */
export function optionalString(
  args: JSONObject,
  name: string,
): string | undefined {
  return (args[name] ?? null) === null ? undefined : stringArg(args, name);
}

/**
 * A number among the arguments.
 *
 * @throws DeveloperError when it is absent or none.
 */
export function numberArg(args: JSONObject, name: string): number {
  const value = args[name];
  if (typeof value !== "number") {
    throw badArgument(name, name, "a number");
  }
  return value;
}

/**
 * An object among the arguments.
 *
 * @throws DeveloperError when it is absent or none.
 */
export function objectArg(args: JSONObject, name: string): JSONObject {
  const value = args[name];
  if (!isJsonObject(value)) {
    throw badArgument(name, name, "an object");
  }
  return value;
}

function badArgument(
  op: string,
  name: string,
  expected: string,
): DeveloperError {
  return new DeveloperError(
    `Invalid system call ${op}: \`${name}\` must be ${expected}.`,
  );
}
