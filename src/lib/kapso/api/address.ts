/** Where Kapso's read API is. */

/** Contract, section 14. */
export const DEFAULT_API_URL = "https://api.kapso.ai/platform/v1";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * The address to ask, without a slash at its end; null for one that a key must
 * not be sent to: plain http to anything but loopback, another scheme, or one
 * that carries a name, a query or a fragment.
 *
 * @param text what the environment says; absent or empty is Kapso's own.
 */
export function readApiUrl(text: string | undefined): string | null {
  const given = text?.trim() ?? "";
  if (given === "") {
    return DEFAULT_API_URL;
  }
  const url = URL.parse(given);
  if (
    url === null ||
    url.username !== "" ||
    url.password !== "" ||
    url.search !== "" ||
    url.hash !== ""
  ) {
    return null;
  }
  const isSafe =
    url.protocol === "https:" ||
    (url.protocol === "http:" && LOOPBACK.has(url.hostname));
  return isSafe ? url.href.replace(/\/$/, "") : null;
}
