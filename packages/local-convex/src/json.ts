/** Reading JSON the host trusts: its own tables, the guest library, the CLI. */
import type { ValidatorJSON } from "convex/values";
import { z } from "zod";
import type { JSONValue } from "./values/json";

/** Every JSON value is a Convex-JSON value, so only absence is refused. */
export const jsonValue = z.custom<JSONValue>((value) => value !== undefined);

const validatorJson = z.custom<ValidatorJSON>();

/** @throws SyntaxError */
export function parseJson(text: string): JSONValue {
  return jsonValue.parse(JSON.parse(text));
}

/** Parses what `convex/values` itself wrote, which is not checked again. */
export function parseValidator(text: string): ValidatorJSON {
  return validatorJson.parse(JSON.parse(text));
}
