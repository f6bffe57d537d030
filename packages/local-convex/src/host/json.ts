/** Reading JSON the host trusts: its own tables, the guest library, the CLI. */
import type { ValidatorJSON } from "convex/values";
import { z } from "zod";
import type { JSONValue } from "../values/json";

/** Every JSON value is a Convex-JSON value, so only absence is refused. */
export const jsonValue = z.custom<JSONValue>(isPresent);

const validatorJson = z.custom<ValidatorJSON>();

/** Called for every system call, hence without a schema. @throws SyntaxError */
export function parseJson(text: string): JSONValue {
  const value: unknown = JSON.parse(text);
  if (!isPresent(value)) {
    throw new Error("JSON.parse gave nothing");
  }
  return value;
}

function isPresent(value: unknown): value is JSONValue {
  return value !== undefined;
}

/** Parses what `convex/values` itself wrote, which is not checked again. */
export function parseValidator(text: string): ValidatorJSON {
  return validatorJson.parse(JSON.parse(text));
}
