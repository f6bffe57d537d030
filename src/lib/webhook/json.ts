/** Foreign objects as JSON text: the only way they may be stored. */
import { MAX_JSON_BYTES } from "../text/limits";
import { makeSafe } from "../text/makeSafe";
import { isJsonObject } from "./forms";

/** What stands where data was too much to keep. The raw body still has it. */
export const OMITTED_JSON = '{"omitted":"too_large"}';

/**
 * JSON text of an object's defined parts, or undefined when there are none.
 * Strings and keys inside are made safe; beyond 32 KiB, or nested deeper than
 * the engine can write, the text is `OMITTED_JSON`.
 */
export function toDataJson(parts: Record<string, unknown>): string | undefined {
  const isEmpty = Object.values(parts).every((part) => part === undefined);
  if (isEmpty) {
    return undefined;
  }
  const json = stringify(parts);
  const isTooLarge =
    json === null || new TextEncoder().encode(json).length > MAX_JSON_BYTES;
  return isTooLarge ? OMITTED_JSON : json;
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
