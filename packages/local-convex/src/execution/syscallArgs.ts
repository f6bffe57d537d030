/** Reads the arguments of system calls; a wrong shape names the call. */
import { DeveloperError } from "../errors";
import { parseJson } from "../host/json";
import { isJsonObject, type JSONObject } from "../values/json";

export function parseArgs(op: string, json: string): JSONObject {
  const args = parseJson(json);
  if (!isJsonObject(args)) throw badArgument(op, "arguments", "an object");
  return args;
}

export function stringArg(args: JSONObject, name: string): string {
  const value = args[name];
  if (typeof value !== "string") throw badArgument(name, name, "a string");
  return value;
}

export function optionalString(
  args: JSONObject,
  name: string,
): string | undefined {
  return (args[name] ?? null) === null ? undefined : stringArg(args, name);
}

export function numberArg(args: JSONObject, name: string): number {
  const value = args[name];
  if (typeof value !== "number") throw badArgument(name, name, "a number");
  return value;
}

export function objectArg(args: JSONObject, name: string): JSONObject {
  const value = args[name];
  if (!isJsonObject(value)) throw badArgument(name, name, "an object");
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
