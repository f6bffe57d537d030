/**
 * Files of messages: where they may be fetched from, and as what they are passed
 * on. Whoever holds a workspace's webhook secret can write any link into a
 * message, so a link alone is trusted with nothing (contract, section 7).
 */
import { checkAddress } from "../../notifications/address";
import { readApiUrl } from "./address";

/** WhatsApp's own limit but for documents; an answer of Convex may have 20 MiB. */
export const MAX_MEDIA_BYTES = 16 * 1024 * 1024;
/** From Kapso's address to its storage, and one more. */
export const MAX_MEDIA_REDIRECTS = 3;
/** Meta's API behind Kapso (contract, section 14). */
const META_PATH = "/meta/whatsapp/v24.0";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Where the read API is, when that is an address that may be asked at all. */
const apiAddress = (apiUrl: string | undefined): URL | null => {
  const read = readApiUrl(apiUrl);
  return read === null ? null : new URL(read);
};

/**
 * The address of a message's file; null for any that is not Kapso's own: its
 * domain over https, or the origin of the configured API.
 *
 * @param apiUrl what the environment says of the read API
 */
export function mediaAddress(
  link: string,
  apiUrl: string | undefined,
): string | null {
  const url = URL.parse(link);
  if (url === null || url.username !== "" || url.password !== "") {
    return null;
  }
  const isKapso =
    url.protocol === "https:" &&
    url.port === "" &&
    (url.hostname === "kapso.ai" || url.hostname.endsWith(".kapso.ai"));
  const isConfigured = url.origin === apiAddress(apiUrl)?.origin;
  return isKapso || isConfigured ? url.href : null;
}

/**
 * Where Kapso leads to: its storage is on other hosts, which are not documented.
 * Null for anything but a public host over https; beside an API on loopback, as
 * the simulator's, also loopback.
 */
export function redirectedAddress(
  location: string,
  from: string,
  apiUrl: string | undefined,
): string | null {
  const url = URL.parse(location, from);
  if (url === null) {
    return null;
  }
  const isLocal = LOOPBACK.has(apiAddress(apiUrl)?.hostname ?? "");
  const checked = checkAddress(url.href, isLocal);
  return checked.kind === "ok" ? checked.url : null;
}

/** The base of Meta's API at the same host as the read API. */
export const metaUrl = (apiUrl: string): string =>
  new URL(META_PATH, apiUrl).href;

/** Pictures that no browser takes for anything else; no SVG: it has scripts. */
const SHOWN_TYPES: ReadonlySet<string> = new Set([
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/gif",
]);
/** What WhatsApp sends besides; opened by the program that it is for. */
const OPENED_TYPES: ReadonlySet<string> = new Set([
  ...["audio/aac", "audio/amr", "audio/mp4", "audio/mpeg", "audio/ogg"],
  ...["video/3gpp", "video/mp4", "application/pdf", "text/plain", "text/csv"],
]);
const UNKNOWN_TYPE = "application/octet-stream";

export interface ServedType {
  contentType: string;
  /** May stand in the page; everything else is for download. */
  isPicture: boolean;
}

/**
 * As what a file is passed on: the first type that is known to be harmless.
 *
 * @param types what is said of it, the surest first
 */
export function servedType(
  types: readonly (string | null | undefined)[],
): ServedType {
  const plain = types.map((type) =>
    (type ?? "").split(";", 1).join("").trim().toLowerCase(),
  );
  const known = plain.find(
    (type) => SHOWN_TYPES.has(type) || OPENED_TYPES.has(type),
  );
  return {
    contentType: known ?? UNKNOWN_TYPE,
    isPicture: known !== undefined && SHOWN_TYPES.has(known),
  };
}
