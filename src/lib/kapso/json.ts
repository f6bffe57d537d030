/** Foreign objects as JSON text: the only way they may be stored. */
import { cutByCodePoint } from "../text/cut";
import { MAX_JSON_BYTES } from "../text/limits";
import { makeSafe } from "../text/makeSafe";
import { fitJson } from "./fitJson";
import { isJsonObject } from "./forms";

/** What stands where nothing of the data could be kept. The raw body has it. */
export const OMITTED_JSON = '{"omitted":"too_large"}';

/** Cuts that are told of, the outermost first. */
const MAX_CUTS = 4;
/** A path is for people, its keys are foreign. */
const MAX_PATH_CHARACTERS = 64;
/** Room for `MAX_CUTS` cuts, each character of a path written as `\uXXXX`. */
const CUTS_BYTES = 2048;

/**
 * JSON text of an object's defined parts, or undefined when there are none.
 * Strings and keys inside are made safe. What is more than 32 KiB is cut to
 * that, and `omitted` says where and how much: `[{"path":"contacts","kept":58,
 * "of":80}]` (elements, keys or characters). What is nested deeper than the
 * engine can write is left out; of nothing else the text is `OMITTED_JSON`.
 */
export function toDataJson(parts: Record<string, unknown>): string | undefined {
  const isEmpty = Object.values(parts).every((part) => part === undefined);
  if (isEmpty) {
    return undefined;
  }
  const json = stringify(parts);
  const isTooLarge =
    json === null || new TextEncoder().encode(json).length > MAX_JSON_BYTES;
  return isTooLarge ? cutJson(parts) : json;
}

function cutJson(parts: Record<string, unknown>): string {
  const { value, cuts } = fitJson(parts, MAX_JSON_BYTES - CUTS_BYTES);
  const isNothingLeft = Object.keys(value).length === 0;
  if (isNothingLeft) {
    return OMITTED_JSON;
  }
  const omitted = cuts
    .sort((a, b) => a.path.length - b.path.length)
    .slice(0, MAX_CUTS)
    .map(({ path, kept, of }) => ({
      path: cutByCodePoint(makeSafe(path.join(".")), MAX_PATH_CHARACTERS).text,
      kept,
      of,
    }));
  return stringify({ ...value, omitted }) ?? OMITTED_JSON;
}

/** Parses JSON text; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stringify(value: unknown): string | null {
  try {
    return JSON.stringify(value, safePart);
  } catch {
    // The engine's stack ran out: thousands of nested brackets.
    return null;
  }
}

function safePart(_key: string, value: unknown): unknown {
  if (typeof value === "string") {
    return makeSafe(value);
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const hasUnsafeKey = Object.keys(value).some((key) => makeSafe(key) !== key);
  return hasUnsafeKey
    ? Object.fromEntries(
        Object.entries(value).map(([key, part]) => [makeSafe(key), part]),
      )
    : value;
}
