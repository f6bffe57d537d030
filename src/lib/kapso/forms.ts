/**
 * Tells the layouts of a body apart (kapso-contract, section 3). The order of
 * the tests is the contract's.
 */
import type { PayloadForm } from "../crm/events";
import { BATCH_HEADER, VERSION_HEADER } from "./headers";

/** The request headers that parsing looks at. Names in any case. */
export interface HeaderReader {
  get(name: string): string | null;
}

export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Meta's own body, passed through by a webhook of kind "meta". */
export function isForwardedByMeta(body: unknown): boolean {
  return (
    isJsonObject(body) &&
    body.object === "whatsapp_business_account" &&
    Array.isArray(body.entry)
  );
}

export function formOf(body: JsonObject, headers: HeaderReader): PayloadForm {
  if (isForwardedByMeta(body)) {
    return "meta";
  }
  const isBatch =
    hasHeader(headers, BATCH_HEADER, "true") ||
    body.batch === true ||
    Array.isArray(body.data);
  if (isBatch) {
    return "batch";
  }
  return isVersion1(body, headers) ? "v1" : "v2";
}

/** What the headers alone say, for a body that cannot be read. */
export function formOfHeaders(headers: HeaderReader): PayloadForm {
  return formOf({}, headers);
}

/** The legacy payload, whose message ids are not WhatsApp's. */
export function isVersion1(body: JsonObject, headers: HeaderReader): boolean {
  return (
    hasHeader(headers, VERSION_HEADER, "v1") ||
    isJsonObject(body.whatsapp_config)
  );
}

function hasHeader(
  headers: HeaderReader,
  name: string,
  expected: string,
): boolean {
  return headers.get(name)?.trim().toLowerCase() === expected;
}
